/* Broadsheet, AGPL-3.0-or-later */
if ('serviceWorker' in navigator) navigator.serviceWorker.register(new URL('worker.js', document.currentScript.src)).catch(() => {});
