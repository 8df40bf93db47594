// The default theme is a valid Ghost theme, says Ghost's own checker.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import gscan from 'gscan';
import { root } from './newspaper.mjs';

for (const version of ['v4', 'v5']) {
    test(`gscan finds no error in the default theme (${version})`, async () => {
        const theme = await gscan.check(path.join(root, 'themes/broadsheet'), { checkVersion: version });
        const report = gscan.format(theme, { checkVersion: version });
        assert.deepEqual(report.results.error.map(({ rule, failures }) => [rule, failures]), []);
    });
}
