const WORDS: Readonly<Record<string, string>> = {
  auc: 'AUC',
  roc: 'ROC',
  mae: 'MAE',
  mse: 'MSE',
  rmse: 'RMSE',
  r2: 'R²',
  f1: 'F1',
};

/** A name from code as a reader knows it: `rocAuc` → `ROC AUC`, `squaredError` → `squared error`. */
export function readableName(name: string): string {
  return name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/(\W+)/)
    .map(
      (word) => WORDS[word.toLowerCase()] ?? (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()),
    )
    .join('');
}

/** The link a loss puts on the model's raw output, named as in a formula; undefined for the identity. */
export function linkOf(lossName: string | undefined): string | undefined {
  if (lossName === undefined) return undefined;
  if (/^log-?loss$/i.test(lossName)) return 'sigmoid';
  return /^cross-?entropy$/i.test(lossName) ? 'softmax' : undefined;
}
