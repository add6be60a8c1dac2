const side = 64;
let drawn = 0;

/** Puts the number of unread messages onto the icon of the page; 0 takes it off. */
export async function showOnIcon(count: number): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  const plain = (link.dataset['plain'] ??= link.href);
  const mine = ++drawn;
  const href = count > 0 ? await draw(plain, count > 9 ? '9+' : String(count)) : plain;
  // A later number may have been quicker.
  if (mine !== drawn) return;
  link.type = count > 0 ? 'image/png' : 'image/svg+xml';
  link.href = href;
}

async function draw(plain: string, text: string): Promise<string> {
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = canvas.getContext('2d');
  const image = Object.assign(new Image(side, side), { src: plain });
  const isLoaded = await image.decode().then(
    () => true,
    () => false,
  );
  if (!context) return plain;
  // Without the server there is no icon to draw on: the number is worth showing by itself.
  if (isLoaded) context.drawImage(image, 0, 0, side, side);
  const [middle, radius] = [side - 21, 21];
  // A ring is cut out around the dot, so that it stands off on any colour of tab.
  context.globalCompositeOperation = 'destination-out';
  circle(context, middle, radius + 4);
  context.globalCompositeOperation = 'source-over';
  context.fillStyle = '#d92d3f';
  circle(context, middle, radius);
  context.fillStyle = '#fff';
  context.font = `700 ${text.length > 1 ? 26 : 32}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, middle, middle + 2);
  return canvas.toDataURL('image/png');
}

function circle(context: CanvasRenderingContext2D, middle: number, radius: number): void {
  context.beginPath();
  context.arc(middle, middle, radius, 0, 2 * Math.PI);
  context.fill();
}
