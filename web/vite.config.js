import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';

/** Writes the licences of what is in the bundle beside it, as they ask for. */
function licences() {
    return {
        name: 'licences',
        generateBundle(_, bundle) {
            const packages = new Set();
            for (const { modules = {} } of Object.values(bundle))
                for (const id of Object.keys(modules)) packages.add(/^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(id)?.[0]);
            packages.delete(undefined);
            const texts = [...packages].sort().map((folder) => {
                const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
                return `${name} ${version} (${license})\n\n${readFileSync(path.join(folder, 'LICENSE'), 'utf8').trim()}\n`;
            });
            this.emitFile({ type: 'asset', fileName: 'editor-licences.txt', source: texts.join('\n----\n\n') });
        },
    };
}

export default defineConfig({
    build: {
        target: 'es2022',
        modulePreload: { polyfill: false },
        cssCodeSplit: false,
        rollupOptions: {
            input: 'src/editor.js',
            output: {
                entryFileNames: 'editor.js',
                assetFileNames: 'editor[extname]',
                banner: '/*! Broadsheet, AGPL-3.0-or-later; the licences of the libraries in it are in editor-licences.txt */',
            },
        },
        reportCompressedSize: false,
        emptyOutDir: true,
    },
    plugins: [licences()],
    logLevel: 'warn',
});
