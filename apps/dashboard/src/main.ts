import { connect } from 'rxgrad/client';
import { mount } from 'svelte';
import App from './app.svelte';
import './app.css';
import { Session } from './live/session.svelte.ts';
import { socketUrl } from './live/socket-url.ts';

const target = document.querySelector('#app');
if (target === null) throw new Error('dashboard: the page has no element #app to draw in');

const session = new Session(connect(socketUrl(location.href), { name: 'dashboard' }), {
  wanted: decodeURIComponent(location.hash.slice(1)),
});
session.onSelect = (run) => history.replaceState(null, '', `#${encodeURIComponent(run)}`);
addEventListener('pagehide', () => session.close());
mount(App, { target, props: { session } });
