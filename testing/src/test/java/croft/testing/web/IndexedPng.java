package croft.testing.web;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;

/**
 * A picture of a page with 256 colours instead of millions: a third of the bytes, and the same to
 * the eye, for pages have few colours and many shades where letters end.
 */
final class IndexedPng {
  private static final int COLOURS = 256;

  /** Square of the distance below which two colours are one at first. */
  private static final int APART = 150;

  private IndexedPng() {}

  /** The same picture, with the colours that it has most; each other one becomes the nearest. */
  static byte[] of(byte[] png) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel & 0xffffff, 1, Integer::sum);
    }
    int[] palette = palette(counts);
    Map<Integer, Integer> nearest = new HashMap<>();
    byte[] indexed = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      indexed[i] =
          nearest
              .computeIfAbsent(pixels[i] & 0xffffff, colour -> nearest(palette, colour))
              .byteValue();
    }
    IndexColorModel colours =
        new IndexColorModel(
            8, palette.length, palette, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
    BufferedImage reduced =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
    reduced.getRaster().setDataElements(0, 0, width, height, indexed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(reduced, "png", out);
    return out.toByteArray();
  }

  /** Those that are seen most, but few that look alike: a dot of a colour of its own stays one. */
  private static int[] palette(Map<Integer, Integer> counts) {
    List<Integer> byCount =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    Set<Integer> palette = new LinkedHashSet<>();
    for (int apart : new int[] {APART, 0}) {
      for (int colour : byCount) {
        if (palette.size() < COLOURS
            && palette.stream().allMatch(other -> far(other, colour) > apart)) {
          palette.add(colour);
        }
      }
    }
    return palette.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int far(int one, int other) {
    int red = (one >> 16 & 255) - (other >> 16 & 255);
    int green = (one >> 8 & 255) - (other >> 8 & 255);
    int blue = (one & 255) - (other & 255);
    return red * red + green * green + blue * blue;
  }

  private static int nearest(int[] palette, int colour) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.length; i++) {
      int far = far(palette[i], colour);
      if (far < least) {
        least = far;
        best = i;
      }
    }
    return best;
  }
}
