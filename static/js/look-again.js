// A page that tells how far something is looks again by itself: data-look-again="seconds".
const mark = document.querySelector("[data-look-again]");
if (mark) setTimeout(() => location.reload(), 1000 * mark.dataset.lookAgain);
