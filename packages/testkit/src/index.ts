export { type Certificate, makeCertificate } from './certificate.ts';
export { ManualClock } from './manual-clock.ts';
