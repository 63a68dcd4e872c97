// Runs before the first paint, so that a chosen theme never flashes. A file, not an inline script: the page's
// content security policy allows only its own files.
try {
  var theme = localStorage.getItem('tenrec.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme is used.
}
