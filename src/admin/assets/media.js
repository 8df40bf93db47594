// What the pages of pictures and files do more with a script: the focal point is set by a click, and a file can be
// dropped on the form or pasted.

const picture = document.querySelector('[data-focus]');
const fields = ['x', 'y'].map((axis) => document.getElementById(`focus_${axis}`));

if (picture && fields[0]) {
    const mark = document.createElement('span');
    mark.className = 'mark';
    picture.append(mark);
    picture.classList.add('live');
    const show = () => {
        mark.style.left = `${fields[0].value}%`;
        mark.style.top = `${fields[1].value}%`;
    };
    picture.addEventListener('click', (event) => {
        const box = picture.getBoundingClientRect();
        const share = (at, start, length) => Math.min(100, Math.max(0, Math.round((100 * (at - start)) / length)));
        fields[0].value = share(event.clientX, box.left, box.width);
        fields[1].value = share(event.clientY, box.top, box.height);
        show();
    });
    for (const field of fields) field.addEventListener('input', show);
    show();
}

const form = document.querySelector('[data-drop]');
if (form) {
    const take = (event, files) => {
        if (!files?.length) return;
        event.preventDefault();
        const one = new DataTransfer();
        one.items.add(files[0]);
        form.elements.file.files = one.files;
        checkSize();
        form.elements.alt.focus();
    };
    // The server ends the connection of one that is too large, and with it what was typed beside it.
    const { file } = form.elements;
    const checkSize = () => file.setCustomValidity(file.files[0]?.size > Number(file.dataset.most) ? file.dataset.tooLarge : '');
    file.addEventListener('change', checkSize);
    form.addEventListener('dragover', (event) => event.preventDefault());
    form.addEventListener('drop', (event) => take(event, event.dataTransfer.files));
    document.addEventListener('paste', (event) => take(event, event.clipboardData?.files));
}
