// Bundles what runs on readers' pages, each as one classic script: node build-worker.mjs FOLDER
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const [folder] = process.argv.slice(2).map((name) => path.resolve(name));
mkdirSync(folder, { recursive: true });
for (const name of ['worker', 'check', 'search'])
    await build({
        configFile: false,
        logLevel: 'warn',
        build: {
            target: 'es2022',
            outDir: folder,
            emptyOutDir: false,
            copyPublicDir: false,
            modulePreload: { polyfill: false },
            reportCompressedSize: false,
            lib: { entry: path.resolve(import.meta.dirname ?? '.', `worker/${name}.js`), formats: ['iife'], name: 'broadsheet', fileName: () => `${name}.js` },
            rollupOptions: { output: { banner: '/*! Broadsheet, AGPL-3.0-or-later */' } },
        },
    });
copyFileSync('worker/register.js', path.join(folder, 'register.js'));
