import { DOMParser as Reader } from 'prosemirror-model';
import { Plugin } from 'prosemirror-state';
import { linkCard, insertBlock, setLink } from '../editing/commands.js';
import { notesFor, rememberNotes } from '../editing/footnotes.js';
import { schema } from '../document/schema.js';
import { parseInert } from '../document/same.js';
import { prepare } from '../document/structure.js';
import { fragmentToHtml } from '../document/write.js';
import { cleanPasted } from './clean.js';
import { sliceOfText } from './text.js';

// The clipboard: out as the article's own HTML, in as clean HTML, pictures as uploads, addresses as links.

const isAddress = (text) => /^(https?:\/\/|mailto:)\S+$/i.test(text);
/** Sites whose pages are films, sounds and posts: readers know them as something embedded. */
const embedded = /^https?:\/\/([\w-]+\.)*(youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com|rutube\.ru|soundcloud\.com|spotify\.com|twitter\.com|x\.com|facebook\.com|instagram\.com|tiktok\.com|t\.me|bsky\.app|mastodon\.[\w.]+|peertube\.[\w.]+)\//i;

function readNote(id, html) {
    const item = parseInert(`<ul><li>${html}</li></ul>`);
    prepare(item, { footnotes: false });
    const read = Reader.fromSchema(schema).parse(item.querySelector('li'), { topNode: schema.nodes.footnote.create({ id }) });
    return read.type === schema.nodes.footnote && read.childCount ? read : schema.nodes.footnote.createAndFill({ id });
}

/** An address alone: a card in an empty paragraph, a link for the words that are selected, or itself as a link. */
function pasteAddress(view, address) {
    const { state } = view;
    const { $from, from, to, empty } = state.selection;
    if ($from.parent.type.spec.code || !$from.parent.type.allowsMarkType(schema.marks.link)) return false;
    if (!empty && !$from.sameParent(state.selection.$to)) return false;
    const isAlone = empty && $from.depth === 1 && $from.parent.type === schema.nodes.paragraph && $from.parent.content.size === 0;
    if (isAlone && embedded.test(address)) view.dispatch(insertBlock(state.tr, linkCard({ href: address })));
    else view.dispatch(setLink(state, { from, to }, address, empty ? address : ''));
    return true;
}

// A picture copied from a page comes as a file and as HTML that names it.
const isOnlyPicture = (html) => {
    const body = new DOMParser().parseFromString(html, 'text/html').body;
    return !body.textContent.trim() && body.querySelectorAll('img').length > 0;
};

/**
 * @param {Object} tell
 * @param {(view: import('prosemirror-view').EditorView, files: File[], pos: number) => void} tell.files
 * @param {(count: number) => void} tell.picturesLeftOut
 */
export function pastePlugin({ files, picturesLeftOut }) {
    const serializer = (view) => ({
        serializeFragment(fragment, options, target) {
            const notes = notesFor(view().state.doc, fragment);
            const section = notes.map((note) => `<li id="u-fn-${note.attrs.id}">${fragmentToHtml(note.content)}</li>`).join('');
            const body = parseInert(fragmentToHtml(fragment) + (section && `<section class="footnotes"><ol>${section}</ol></section>`));
            const into = target ?? (options?.document ?? document).createDocumentFragment();
            into.append(...body.childNodes);
            return into;
        },
    });
    let view = null;
    return new Plugin({
        view: (opened) => {
            view = opened;
            return {};
        },
        props: {
            clipboardSerializer: serializer(() => view),
            clipboardTextParser: (text, $context) => sliceOfText(text, $context.marks()),
            transformPastedHTML(html) {
                const { html: clean, notes, pictures } = cleanPasted(html);
                if (notes.size) view.dispatch(rememberNotes(view.state.tr, new Map([...notes].map(([id, note]) => [id, readNote(id, note)]))));
                if (pictures) picturesLeftOut(pictures);
                return clean;
            },
            handlePaste(opened, event) {
                const data = event.clipboardData;
                const pasted = [...data?.files ?? []];
                const html = data?.getData('text/html') ?? '';
                if (pasted.length && (!html || isOnlyPicture(html))) {
                    files(opened, pasted, opened.state.selection.from);
                    return true;
                }
                const text = data?.getData('text/plain').trim() ?? '';
                return isAddress(text) && !html.includes('data-pm-slice') && pasteAddress(opened, text);
            },
            handleDrop(opened, event) {
                const dropped = [...event.dataTransfer?.files ?? []];
                if (!dropped.length) return false;
                const pos = opened.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? opened.state.selection.from;
                files(opened, dropped, pos);
                return true;
            },
        },
    });
}
