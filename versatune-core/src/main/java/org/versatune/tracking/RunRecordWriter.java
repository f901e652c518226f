package org.versatune.tracking;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a {@link RunRecord} while the run goes on, as JSON Lines in UTF-8: a header, then one line
 * an update or event.
 *
 * <p>Each line is handed to the operating system at once, so it outlives the process (though not a
 * power failure). A line that cannot be written is taken back, so that the file ends with the line
 * before it.
 *
 * <p>Safe for use by several threads; lines come in the order of the calls.
 */
public final class RunRecordWriter implements Closeable {
  private final Path file;
  private final RunHeader header;
  private final FileChannel channel;

  private RunRecordWriter(Path file, RunHeader header, FileChannel channel) {
    this.file = file;
    this.header = header;
    this.channel = channel;
  }

  /**
   * Starts a record.
   *
   * <p>A file that is there already is kept under the same name with {@code .previous} added (only
   * one; an older one is replaced), so that a run started again by mistake loses nothing.
   *
   * @param file where to; folders are made as needed
   * @param header the provenance of the run
   * @return a writer; the header is written
   * @throws UncheckedIOException if the file cannot be written; the message names it
   */
  public static RunRecordWriter create(Path file, RunHeader header) {
    notNull(file, "file");
    notNull(header, "header");
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (Files.isRegularFile(file) && Files.size(file) > 0) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".previous"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      RunRecordWriter writer =
          open(
              file,
              header,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      try {
        writer.append(RunRecordJson.write(header));
        return writer;
      } catch (RuntimeException e) {
        writer.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start run record " + file + ": " + e, e);
    }
  }

  /**
   * Goes on with the record of a run that is resumed from a snapshot.
   *
   * <p>The file is cut before the first update after the snapshot: the run may have gone on for a
   * while before it died, and goes through those steps again. A last line that was cut short goes
   * as well. Then a line says that the run was resumed. Where there is no file, a new record starts
   * with that line.
   *
   * @param file the record of the run
   * @param header the provenance of the run; its domains must be those of the file
   * @param step the step of the last report in the snapshot, −1 if there was none
   * @return a writer
   * @throws UncheckedIOException if the file cannot be read or written; the message names it
   * @throws IllegalArgumentException if it is not a record, a line of it is damaged, or it is about
   *     other domains; the message names file and line, and the file is left as it was
   */
  public static RunRecordWriter resume(Path file, RunHeader header, long step) {
    notNull(file, "file");
    notNull(header, "header");
    if (!Files.exists(file)) {
      RunRecordWriter writer = create(file, header);
      writer.append(
          RunEvent.resumed(step, "this file was not there then and lacks what came before"));
      return writer;
    }
    try {
      RunHeader written;
      long keep;
      long last = -1;
      try (RunRecordLines lines = new RunRecordLines(file)) {
        written = lines.header();
        checkArgument(
            written.setup().domains().equals(header.setup().domains()),
            "run record %s is about the domains %s and the resumed run about %s: give the record of"
                + " that run, or another file",
            file,
            written.setup().domains(),
            header.setup().domains());
        keep = lines.offset();
        for (Object line = lines.next(); line != null; line = lines.next()) {
          if (line instanceof RecordedUpdate update) {
            if (update.step() > step) {
              break;
            }
            last = update.step();
          }
          keep = lines.offset();
        }
      }
      RunRecordWriter writer = open(file, written, StandardOpenOption.WRITE);
      try {
        writer.channel.truncate(keep);
        writer.channel.position(keep);
        writer.append(
            RunEvent.resumed(
                step, last < step ? "the last report in this file is that of step " + last : null));
        return writer;
      } catch (IOException | RuntimeException e) {
        writer.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot go on with run record " + file + ": " + e, e);
    }
  }

  private static RunRecordWriter open(Path file, RunHeader header, StandardOpenOption... options)
      throws IOException {
    return new RunRecordWriter(file, header, FileChannel.open(file, options));
  }

  /**
   * Writes an update.
   *
   * @param update over the domains of the run
   * @throws UncheckedIOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if it is about other domains
   */
  public void append(RecordedUpdate update) {
    notNull(update, "update");
    checkArgument(
        update.weights().domains().equals(header.setup().domains()),
        "the update is over %s and run record %s about %s",
        update.weights().domains(),
        file,
        header.setup().domains());
    append(RunRecordJson.write(header, update));
  }

  /**
   * Writes an event.
   *
   * @param event what happened
   * @throws UncheckedIOException if it cannot be written; the message names the file
   */
  public void append(RunEvent event) {
    notNull(event, "event");
    append(RunRecordJson.write(event));
  }

  private synchronized void append(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    long start = -1;
    try {
      start = channel.position();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      UncheckedIOException failure =
          new UncheckedIOException("cannot write run record " + file + ": " + e, e);
      takeBack(start, failure);
      throw failure;
    }
  }

  private void takeBack(long start, UncheckedIOException failure) {
    if (start >= 0) {
      try {
        channel.truncate(start);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /**
   * The file.
   *
   * @return as it was given
   */
  public Path file() {
    return file;
  }

  /**
   * Closes the file. Closing twice does nothing.
   *
   * @throws UncheckedIOException if it cannot be closed
   */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close run record " + file + ": " + e, e);
    }
  }
}
