// Ghost's own clients, unmodified, against the demo newspaper.
import GhostAdminAPI from '@tryghost/admin-api';
import GhostContentAPI from '@tryghost/content-api';
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { copyOfDemo, done, root, serve } from './newspaper.mjs';

let data, server, content, admin;

before(async () => {
    data = copyOfDemo();
    const keys = JSON.parse(done(data, 'integration', 'create', 'Ghost clients', '--json'));
    server = await serve(data);
    // The newspaper's address is in every link that the API gives out.
    done(data, 'settings', 'url', server.url);
    content = new GhostContentAPI({ url: server.url, key: keys.content_key, version: 'v5.0' });
    admin = new GhostAdminAPI({ url: server.url, key: keys.admin_key, version: 'v5.0' });
});
after(() => server.stop());

const failure = (promise) => promise.then(() => assert.fail('it was not refused'), (error) => error);

// Pages that were cached follow the edition within a moment.
async function becomes(url, status) {
    for (const deadline = Date.now() + 3000; ;) {
        const response = await fetch(url, { redirect: 'manual' });
        if (response.status === status) return;
        assert.ok(Date.now() < deadline, `${url} still answers ${response.status}`);
    }
}

describe('the content API', () => {
    test('lists posts with tags and authors, page by page', async () => {
        const first = await content.posts.browse({ limit: 2, include: 'tags,authors' });
        assert.equal(first.length, 2);
        assert.equal(first.meta.pagination.limit, 2);
        assert.equal(first.meta.pagination.next, 2);
        assert.ok(first[0].tags.length > 0 && first[0].primary_tag.slug);
        assert.ok(first[0].published_at >= first[1].published_at);
        const second = await content.posts.browse({ limit: 2, page: 2 });
        assert.ok(!first.some(({ id }) => second.some((post) => post.id === id)));
    });

    test('reads one by id and by slug, with its text', async () => {
        const [{ id, slug, language }] = await content.posts.browse({ limit: 1, filter: 'language:en' });
        assert.equal(language, 'en');
        const post = await content.posts.read({ slug }, { formats: ['html', 'plaintext'] });
        assert.equal(post.id, id);
        assert.match(post.html, /<p>/);
        assert.ok(!post.plaintext.includes('<p>'));
        assert.equal((await content.posts.read({ id })).slug, slug);
        assert.equal(post.url, `${server.url}/${slug}/`);
        assert.equal((await fetch(post.url)).status, 200);
        assert.ok((await (await fetch(post.url)).text()).includes(post.title.replace(/&/g, '&amp;')));
    });

    test('filters as the newspaper does itself', async () => {
        const [tag] = await content.tags.browse({ order: 'count.posts desc', include: 'count.posts', limit: 1 });
        const posts = await content.posts.browse({ filter: `tag:${tag.slug}`, limit: 'all', fields: 'slug' });
        assert.equal(posts.meta.pagination.total, tag.count.posts);
        assert.deepEqual(Object.keys(posts[0]), ['slug']);
        assert.equal((await content.tags.read({ slug: tag.slug })).name, tag.name);
        const authors = await content.authors.browse({ include: 'count.posts' });
        assert.ok(authors.length > 0 && authors.every((author) => author.count.posts > 0 && !('email' in author)));
        assert.equal((await content.authors.read({ slug: authors[0].slug })).id, authors[0].id);
    });

    test('knows pages, settings and that there are no tiers', async () => {
        assert.ok((await content.pages.browse()).some(({ slug }) => slug === 'about'));
        const settings = await content.settings.browse();
        assert.equal(settings.title, 'The Lantern');
        assert.ok(settings.navigation.length > 0);
        assert.equal((await content.tiers.browse()).length, 0);
    });

    test('refuses as Ghost does', async () => {
        const stranger = new GhostContentAPI({ url: server.url, key: '0123456789abcdef0123456789', version: 'v5.0' });
        assert.equal((await failure(stranger.posts.browse())).name, 'UnauthorizedError');
        assert.equal((await failure(content.posts.browse({ filter: 'tag:' }))).name, 'BadRequestError');
        const missing = await failure(content.posts.read({ slug: 'there-is-none' }));
        assert.equal(missing.name, 'NotFoundError');
        assert.equal(missing.response.status, 404);
    });
});

describe('the admin API', () => {
    test('knows the site', async () => {
        const site = await admin.site.read();
        assert.equal(site.title, 'The Lantern');
        assert.equal(site.url, `${server.url}/`);
    });

    test('writes, publishes, corrects and deletes a post', async () => {
        const draft = await admin.posts.add({ title: 'From Ghost’s client', html: '<p>One<script>x()</script></p>', tags: ['Courts'] },
            { source: 'html' });
        assert.equal(draft.status, 'draft');
        assert.equal((await failure(content.posts.read({ id: draft.id }))).name, 'NotFoundError');
        assert.equal((await admin.posts.read({ id: draft.id }, { formats: 'html' })).html, '<p>One</p>');

        const published = await admin.posts.edit({ id: draft.id, updated_at: draft.updated_at, status: 'published' });
        assert.equal((await content.posts.read({ id: draft.id })).html, '<p>One</p>');
        assert.match(await (await fetch(published.url)).text(), /From Ghost’s client/);

        const late = await failure(admin.posts.edit({ id: draft.id, updated_at: draft.updated_at, title: 'Late' }));
        assert.equal(late.name, 'UpdateCollisionError');
        const renamed = await admin.posts.edit({ id: draft.id, updated_at: published.updated_at, slug: 'renamed' });
        await becomes(published.url, 301);
        assert.equal((await admin.posts.read({ slug: 'renamed' })).id, draft.id);

        await admin.posts.delete({ id: draft.id });
        assert.equal((await failure(admin.posts.read({ id: draft.id }))).name, 'NotFoundError');
        await becomes(renamed.url, 410);
    });

    test('round-trips every post of the newspaper without a change', async () => {
        const before = await content.posts.browse({ limit: 'all', formats: 'html' });
        for (const post of await admin.posts.browse({ limit: 'all' })) await admin.posts.edit({ ...post });
        assert.deepEqual(await content.posts.browse({ limit: 'all', formats: 'html' }), before);
    });

    test('keeps pages and tags', async () => {
        const page = await admin.pages.add({ title: 'Contact us', html: '<p>Write</p>', status: 'published' }, { source: 'html' });
        assert.equal((await content.pages.read({ slug: 'contact-us' })).id, page.id);
        const tag = await admin.tags.add({ name: 'Harbours' });
        assert.equal((await admin.tags.edit({ id: tag.id, name: 'Ports' })).slug, 'harbours');
        assert.ok((await admin.tags.browse({ limit: 'all' })).some(({ name }) => name === 'Ports'));
        await admin.tags.delete({ id: tag.id });
        assert.equal((await failure(admin.tags.read({ id: tag.id }))).name, 'NotFoundError');
    });

    test('takes pictures, and nothing else', async () => {
        const picture = await admin.images.upload({ file: path.join(root, 'docs/front-page.png'), ref: 'cover' });
        assert.equal(picture.ref, 'cover');
        assert.match((await fetch(picture.url)).headers.get('content-type'), /^image\//);
        const post = await admin.posts.add({ title: 'Illustrated', feature_image: picture.url });
        assert.equal(post.feature_image, picture.url);
        const refused = await failure(admin.images.upload({ file: path.join(root, 'README.md') }));
        assert.match(String(refused), /UnsupportedMedia|415|image/i);
    });

    test('shows bylines as users', async () => {
        const users = await admin.users.browse();
        assert.ok(users.length > 0 && users.every(({ email }) => email === null));
    });

    test('is shut once the integration is removed', async () => {
        done(data, 'integration', 'remove', 'Ghost clients');
        assert.equal((await failure(admin.posts.browse())).name, 'UnauthorizedError');
        assert.equal((await failure(content.posts.browse())).name, 'UnauthorizedError');
    });
});
