package croft.worker.files;

import croft.protocol.Limits;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The files that came with a graph: a gzipped tar archive, unpacked into the work folder. Only
 * files, folders, and links that stay inside; what tries more is refused as a whole.
 */
public final class Bundle {

  /** Unpacked; a bundle is at most a quarter of this when packed. */
  static final long BYTES_MAX = 4 * Limits.FILES_MAX;

  static final int ENTRIES_MAX = 100_000;

  private Bundle() {}

  /**
   * Unpacks the archive.
   *
   * @throws Placement.Refused when it holds something that does not belong into a work folder, or
   *     is no such archive
   */
  public static void unpack(InputStream archive, Placement into)
      throws IOException, Placement.Refused {
    unpack(archive, into, BYTES_MAX);
  }

  static void unpack(InputStream archive, Placement into, long bytesMax)
      throws IOException, Placement.Refused {
    int entries = 0;
    try {
      TarReader tar =
          new TarReader(
              new BufferedInputStream(new Limited(new GZIPInputStream(archive), bytesMax)));
      for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        if (++entries > ENTRIES_MAX) {
          throw new Placement.Refused(
              Limits.exceeded("the bundle has more than", ENTRIES_MAX, "entries", ENTRIES_MAX));
        }
        unpack(tar, entry, into);
      }
    } catch (TooLarge e) {
      throw new Placement.Refused(
          Limits.exceeded("the bundle unpacks to more than", bytesMax, "bytes", bytesMax));
    } catch (ZipException | EOFException | TarReader.Broken e) {
      throw new Placement.Refused("the bundle is no gzipped tar archive: it " + e.getMessage());
    }
  }

  private static void unpack(TarReader tar, TarReader.Entry entry, Placement into)
      throws IOException, Placement.Refused {
    String name = entry.name().startsWith("./") ? entry.name().substring(2) : entry.name();
    switch (entry.type()) {
      case FILE -> into.put(name, tar.content(), (entry.mode() & 0100) != 0);
      case LINK -> into.link(name, entry.link());
      case FOLDER -> {
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (!path.isEmpty() && !path.equals(".")) {
          into.folder(path);
        }
      }
      case OTHER ->
          throw new Placement.Refused(
              "the bundle's entry " + name + " is neither a file, a folder nor a symbolic link");
    }
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Ends what would unpack to far more than was sent. */
  private static final class Limited extends FilterInputStream {

    private long left;

    Limited(InputStream in, long bytesMax) {
      super(in);
      this.left = bytesMax;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int got = super.read(bytes, from, length);
      left -= Math.max(got, 0);
      if (left < 0) {
        throw new TooLarge();
      }
      return got;
    }
  }
}
