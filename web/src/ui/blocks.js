import { NodeSelection } from 'prosemirror-state';
import { gallery, galleryRows, insertBlock, linkCard, linkRange, picture, replaceWithHtml, setLink } from '../editing/commands.js';
import { fragmentToHtml } from '../document/write.js';
import { isSafeUrl } from '../document/allowed.js';
import { Fragment } from 'prosemirror-model';
import { t } from '../words.js';
import { ask, openDialog } from './dialog.js';
import { h, newId } from './element.js';

// The dialogs of links, pictures, galleries, cards and HTML.

/** @typedef {import('prosemirror-view').EditorView} EditorView */

/** What a person types as an address, as one: example.org becomes https://example.org. */
export function addressOf(typed) {
    if (!typed || /^([a-z][a-z+.-]*:|\/|#|\?)/i.test(typed)) return isSafeUrl(typed) ? typed : '';
    if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(typed)) return `mailto:${typed}`;
    return /^[^\s/]+\.[^\s]+$/.test(typed) ? `https://${typed}` : typed;
}

export async function editLink(view) {
    const range = linkRange(view.state);
    const text = view.state.doc.textBetween(range.from, range.to);
    const isNew = range.from === range.to;
    const answer = await ask(range.mark ? t('Change the link') : t('Link'), [
        { name: 'href', label: t('Address'), value: range.mark?.attrs.href ?? '', required: true, dir: 'ltr', hint: t('A page, a place in the article (#…) or an e-mail address.') },
        ...(isNew ? [{ name: 'text', label: t('Words'), value: '' }] : []),
    ], { remove: range.mark && t('Remove the link') });
    view.focus();
    if (!answer) return;
    const href = answer === 'remove' ? '' : addressOf(answer.href);
    if (answer !== 'remove' && !href) return;
    view.dispatch(setLink(view.state, range, href, isNew ? answer.text || href : text));
}

const setAttributes = (view, pos, attributes) => {
    const node = view.state.doc.nodeAt(pos);
    const tr = view.state.tr.setNodeMarkup(pos, null, { ...node.attrs, ...attributes });
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, pos)));
};
const remove = (view, pos) => view.dispatch(view.state.tr.delete(pos, pos + view.state.doc.nodeAt(pos).nodeSize));

const widths = () => [['', t('As wide as the text')], ['kg-width-wide', t('Wider')], ['kg-width-full', t('As wide as the page')]];
const widthOf = (extra) => /kg-width-(wide|full)/.exec(extra.class ?? '')?.[0] ?? '';
function withWidth({ class: classes = '', ...rest }, width) {
    const others = classes.split(' ').filter((name) => name && !/^kg-width-(wide|full)$/.test(name));
    const all = [...others, width].filter(Boolean).join(' ');
    return all ? { class: all, ...rest } : rest;
}

const altHint = () => t('What can be seen, for those who cannot see it. Empty only if the picture says nothing.');

// In the order in which the sanitiser writes them.
const withAlt = ({ src, srcset, sizes, alt: _, ...rest }, alt) => ({ src, ...(srcset && { srcset }), ...(sizes && { sizes }), alt, ...rest });

export async function editPicture(view, pos) {
    const { image, link, extra } = view.state.doc.nodeAt(pos).attrs;
    const answer = await ask(t('Picture'), [
        { name: 'alt', label: t('Description'), type: 'textarea', rows: 2, value: image.alt ?? '', hint: altHint() },
        { name: 'width', label: t('Width'), type: 'select', value: widthOf(extra), options: widths() },
        { name: 'href', label: t('Leads to (an address, or nothing)'), value: link?.href ?? '', dir: 'ltr' },
    ], { remove: t('Remove the picture'), before: h('img', { class: 'dialog-picture', src: image.src, alt: '' }) });
    if (answer === 'remove') remove(view, pos);
    else if (answer) {
        const href = addressOf(answer.href);
        setAttributes(view, pos, { image: withAlt(image, answer.alt), extra: withWidth(extra, answer.width), link: href ? { ...link, href } : null });
    }
    view.focus();
}

/** Asks for the order and the descriptions of a gallery's pictures. @returns {Promise<Object[] | 'remove' | undefined>} */
function askPictures(title, pictures, upload, removeLabel) {
    return openDialog(title, (close) => {
        const list = h('ol', { class: 'gallery-list' });
        const problem = h('p', { class: 'warning', role: 'alert', hidden: true });
        const take = (item) => {
            const id = newId('alt');
            const input = h('input', { id, dir: 'auto', value: item.image.alt ?? '', oninput: () => { entry.item = { ...item, image: withAlt(item.image, input.value.trim()) }; } });
            const move = (way) => {
                const other = way < 0 ? entry.previousElementSibling : entry.nextElementSibling;
                if (other) way < 0 ? other.before(entry) : other.after(entry);
            };
            const button = (text, run) => h('button', { type: 'button', class: 'plain', onclick: (event) => { run(); event.target.isConnected && event.target.focus(); } }, text);
            const entry = h('li', {}, h('img', { src: item.image.src, alt: '' }), h('div', {}, h('label', { for: id }, t('Description')), input,
                h('p', { class: 'actions' }, button(t('Earlier'), () => move(-1)), button(t('Later'), () => move(1)), button(t('Remove'), () => entry.remove()))));
            entry.item = item;
            list.append(entry);
        };
        pictures.forEach(take);
        // What is still on its way would be missing from the gallery.
        const progress = h('p', { class: 'hint', role: 'status' });
        const done = h('button', { type: 'button', onclick: () => close([...list.children].map(({ item }) => item)) }, t('Done'));
        const waiting = { asked: 0, taken: 0 };
        const showProgress = () => {
            const isBusy = waiting.taken < waiting.asked;
            done.disabled = isBusy;
            progress.textContent = isBusy ? t('Uploading pictures: {done} of {count} done…', { done: waiting.taken, count: waiting.asked }) : '';
            if (!isBusy) Object.assign(waiting, { asked: 0, taken: 0 });
        };
        const file = h('input', { type: 'file', id: newId('files'), accept: 'image/*', multiple: true, async onchange() {
            problem.hidden = true;
            const chosen = [...file.files];
            file.value = '';
            waiting.asked += chosen.length;
            showProgress();
            for (const each of chosen) {
                try {
                    const { image } = picture(await upload(each)).attrs;
                    const { class: _, ...plain } = image;
                    take({ image: plain, link: null });
                } catch (error) {
                    problem.textContent = t('{name}: {error}', { name: each.name, error: error.message });
                    problem.hidden = false;
                }
                ++waiting.taken;
                showProgress();
            }
        } });
        return [h('p', { class: 'hint' }, altHint()), list, problem, h('label', { for: file.id }, t('Add pictures')), file, progress, h('p', { class: 'buttons' },
            done,
            h('button', { type: 'button', class: 'second', onclick: () => close() }, t('Cancel')),
            removeLabel && h('button', { type: 'button', class: 'plain', onclick: () => close('remove') }, removeLabel))];
    }, { wide: true });
}

/** @param {(file: File) => Promise<Object>} upload */
export const editGallery = (upload) => async (view, pos) => {
    const { rows } = view.state.doc.nodeAt(pos).attrs;
    const answer = await askPictures(t('Gallery'), rows.flat(), upload, t('Remove the gallery'));
    if (answer === 'remove' || answer?.length === 0) remove(view, pos);
    else if (answer) {
        const isSameLayout = answer.length === rows.flat().length;
        let next = 0;
        setAttributes(view, pos, { rows: isSameLayout ? rows.map((row) => row.map(() => answer[next++])) : galleryRows(answer) });
    }
    view.focus();
};

export async function insertGallery(view, upload) {
    const answer = await askPictures(t('Gallery'), [], upload);
    if (answer?.length) view.dispatch(insertBlock(view.state.tr, gallery(answer)));
    view.focus();
}

const cardFields = ({ href = '', title = '', description = '' }) => [
    { name: 'href', label: t('Address'), value: href, required: true, dir: 'ltr', hint: t('Nothing is loaded from there until a reader follows the link.') },
    { name: 'title', label: t('Title'), value: title },
    { name: 'description', label: t('What it is'), type: 'textarea', rows: 2, value: description },
];

export async function insertLinkCard(view) {
    const answer = await ask(t('Card with a link'), cardFields({}));
    const href = answer && addressOf(answer.href);
    if (href) view.dispatch(insertBlock(view.state.tr, linkCard({ ...answer, href })));
    view.focus();
}

export async function editLinkCard(view, pos) {
    const { link, title, description, kind } = view.state.doc.nodeAt(pos).attrs;
    const fields = cardFields({ href: link.href, title, description });
    const answer = await ask(t('Card with a link'), kind === 'embed' ? fields.slice(0, 2) : fields, { remove: t('Remove the card') });
    if (answer === 'remove') remove(view, pos);
    else if (answer && addressOf(answer.href))
        setAttributes(view, pos, { link: { ...link, href: addressOf(answer.href) }, title: answer.title || answer.href, description: answer.description ?? '' });
    view.focus();
}

const askHtml = (value, removeLabel) => ask('HTML', [{ name: 'html', label: 'HTML', type: 'textarea', rows: 14, value, dir: 'ltr',
    hint: t('Scripts, styles and frames are taken out when it is saved.') }], { remove: removeLabel, wide: true });

/** Edits the block at a place as HTML. */
export async function editHtml(view, pos) {
    const node = view.state.doc.nodeAt(pos);
    const answer = await askHtml(fragmentToHtml(Fragment.from(node)), t('Remove'));
    if (answer === 'remove') remove(view, pos);
    else if (answer) view.dispatch(replaceWithHtml(view.state.tr, pos, pos + node.nodeSize, answer.html));
    view.focus();
}

export async function insertHtml(view) {
    const answer = await askHtml('');
    if (answer?.html) {
        const { $to } = view.state.selection;
        const place = $to.depth ? $to.after(1) : $to.pos;
        view.dispatch(replaceWithHtml(view.state.tr, place, place, answer.html));
    }
    view.focus();
}

/** Looks a picture up in the newspaper's library. @param {(query: string) => Promise<Object[]>} search */
export async function insertFromLibrary(view, search) {
    const chosen = await openDialog(t('Pictures of the newspaper'), (close) => {
        const list = h('ul', { class: 'media-list' });
        const found = h('p', { class: 'hint', role: 'status' });
        let latest = 0;
        const look = async () => {
            const turn = ++latest;
            const media = await search(query.value);
            if (turn !== latest) return;
            found.textContent = media.length ? '' : t('Not found');
            list.replaceChildren(...media.map((item) => h('li', {}, h('button', { type: 'button', class: 'second', onclick: () => close(item) },
                h('img', { src: item.thumbnail ?? item.url, alt: '' }), h('span', {}, item.alt || item.caption || item.name)))));
        };
        const id = newId('query');
        const query = h('input', { id, type: 'search', dir: 'auto', oninput: look });
        look();
        return [h('label', { for: id }, t('Search')), query, found, list, h('p', { class: 'buttons' }, h('button', { type: 'button', class: 'second', onclick: () => close() }, t('Cancel')))];
    }, { wide: true });
    if (chosen) view.dispatch(insertBlock(view.state.tr, picture(chosen)));
    view.focus();
}
