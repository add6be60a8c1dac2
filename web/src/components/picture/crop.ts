/** Which square of a picture is kept: its middle, in pixels of the picture, and how often it would fit into the whole. */
export interface Crop {
  x: number;
  y: number;
  zoom: number;
}
export interface Size {
  width: number;
  height: number;
}

export const mostZoom = 4;

export const wholeCrop = ({ width, height }: Size): Crop => ({ x: width / 2, y: height / 2, zoom: 1 });

/** The side of the square, in pixels of the picture. */
export const sideOf = ({ width, height }: Size, { zoom }: Crop): number => Math.min(width, height) / zoom;

/** The nearest crop that lies inside of the picture. */
export function insideOf(size: Size, { x, y, zoom }: Crop): Crop {
  const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
  const inside = { x, y, zoom: within(zoom, 1, mostZoom) };
  const half = sideOf(size, inside) / 2;
  return {
    ...inside,
    x: within(x, half, size.width - half),
    y: within(y, half, size.height - half),
  };
}

/** Moved by a way on the screen, where the square is `shown` wide: the picture follows the finger. */
export function movedBy(size: Size, crop: Crop, shown: number, right: number, down: number): Crop {
  const scale = sideOf(size, crop) / shown;
  return insideOf(size, { ...crop, x: crop.x - right * scale, y: crop.y - down * scale });
}
