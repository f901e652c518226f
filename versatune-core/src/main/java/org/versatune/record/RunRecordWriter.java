// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.record;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.internal.Given.notNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.SoleWriter;

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
  private static final System.Logger LOG = System.getLogger(RunRecordWriter.class.getName());
  private static final String WHAT = "run record";

  private final Path file;
  private final RunHeader header;
  private final FileChannel channel;
  private final SoleWriter right;
  private final LineEncoder encoder;
  private KnownEvents known = new KnownEvents();

  private RunRecordWriter(
      Path file, RunHeader header, LineEncoder encoder, FileChannel channel, SoleWriter right) {
    this.file = file;
    this.header = header;
    this.encoder = encoder;
    this.channel = channel;
    this.right = right;
  }

  /**
   * Starts a record.
   *
   * <p>A file that is there already is kept beside it: under the same name with {@code .previous}
   * added, or {@code .previous-2}, {@code .previous-3} and so on where those before are taken. So
   * starting a run again by mistake, however often, loses nothing. A record that holds no update
   * and no event, as a run leaves that ended before its first report, is not kept.
   *
   * @param file where to; folders are made as needed, and symbolic links are followed
   * @param header the provenance of the run
   * @return a writer; the header is written
   * @throws UncheckedIOException if the file cannot be written, or is no regular file; the message
   *     names it
   * @throws IllegalStateException if another live run writes it, in this process or in another
   */
  public static RunRecordWriter create(Path file, RunHeader header) {
    notNull(file, "file");
    notNull(header, "header");
    return alone(file, "start", (target, right) -> create(file, target, header, right));
  }

  /** Opens a file that no other writer has. */
  @FunctionalInterface
  private interface Opening {
    RunRecordWriter open(Path target, SoleWriter right) throws IOException;
  }

  /** Takes the right to write a file, which goes back if the file cannot be opened. */
  private static RunRecordWriter alone(Path file, String verb, Opening opening) {
    try {
      Path target = AtomicFiles.target(file);
      SoleWriter right = SoleWriter.of(target, WHAT);
      try {
        return opening.open(target, right);
      } catch (IOException | RuntimeException e) {
        right.close();
        throw e;
      }
    } catch (IOException e) {
      throw AtomicFiles.failure(verb, WHAT, file, e);
    }
  }

  private static RunRecordWriter create(Path file, Path target, RunHeader header, SoleWriter right)
      throws IOException {
    if (Files.exists(target) && Files.size(target) > 0 && !RecordLines.isHeaderAlone(target)) {
      Files.move(target, AtomicFiles.backup(target));
    }
    RunRecordWriter writer =
        open(
            file,
            target,
            header,
            new LineEncoder(header),
            right,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      writer.start();
      return writer;
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * Continues the record of a run that is resumed from a snapshot.
   *
   * <p>The file is cut before the first update after the snapshot, because the run may have gone on
   * for a while before it died, and goes through those steps again. A last line that was cut short
   * is removed as well. Then a line says that the run was resumed. A file of the first version of
   * the format is written anew in today's, and the old one kept aside as by {@link #create}. Where
   * there is no file, or none with a whole first line, a new record starts with that line.
   *
   * @param file the record of the run
   * @param header the provenance of the run; its domains, initial distribution, seed, and the names
   *     of its rule and sampler must be those of the file
   * @param step the step of the last report in the snapshot, −1 if there was none
   * @return a writer
   * @throws UncheckedIOException if the file cannot be read or written, or is no regular file; the
   *     message names it
   * @throws IllegalArgumentException if it is not a record, a line of it is damaged, or it is the
   *     record of another run; the message names file and line, and the file is left as it was
   * @throws IllegalStateException if another live run writes it, in this process or in another
   */
  public static RunRecordWriter resume(Path file, RunHeader header, long step) {
    return resume(file, header, step, Long.MAX_VALUE);
  }

  /**
   * Continues the record of a run that is resumed from a snapshot, as {@link #resume(Path,
   * RunHeader, long)} does. Given the number of draws, it also removes the domains that were
   * exhausted after the snapshot.
   *
   * @param file the record of the run
   * @param header the provenance of the run
   * @param step the step of the last report in the snapshot, −1 if there was none
   * @param drawn examples drawn until the snapshot, all domains together
   * @return a writer
   * @throws UncheckedIOException as there
   * @throws IllegalArgumentException as there
   * @throws IllegalStateException as there
   */
  public static RunRecordWriter resume(Path file, RunHeader header, long step, long drawn) {
    notNull(file, "file");
    notNull(header, "header");
    return alone(
        file,
        "go on with",
        (target, right) ->
            Files.exists(target) && RecordLines.hasWholeLine(target)
                ? resume(file, target, KeptLines.read(file, header, step, drawn), step, right)
                : createAnew(file, target, header, step, right));
  }

  private static RunRecordWriter createAnew(
      Path file, Path target, RunHeader header, long step, SoleWriter right) throws IOException {
    RunRecordWriter writer = create(file, target, header, right);
    try {
      writer.append(
          RunEvent.resumed(step, "this file was not there then and lacks what came before"));
      if (step >= 0) {
        LOG.log(
            System.Logger.Level.WARNING,
            () ->
                "run record "
                    + file
                    + " was not there, so it lacks all up to step "
                    + step
                    + ", after which the run goes on: if the run has another record, resume it with"
                    + " that one");
      }
      return writer;
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private static RunRecordWriter resume(
      Path file, Path target, KeptLines kept, long step, SoleWriter right) throws IOException {
    LineEncoder encoder = kept.encoder();
    long length = kept.length();
    if (!kept.isOfToday()) {
      LineEncoder anew = new LineEncoder(kept.header());
      byte[] rewritten = kept.written(anew);
      Files.copy(target, AtomicFiles.backup(target));
      AtomicFiles.write(target, WHAT, aside -> Files.write(aside, rewritten));
      encoder = anew;
      length = rewritten.length;
    }
    RunRecordWriter writer =
        open(file, target, kept.header(), encoder, right, StandardOpenOption.WRITE);
    try {
      writer.channel.truncate(length);
      writer.channel.position(length);
      writer.known = kept.events();
      long last = encoder.lastStep();
      writer.append(
          RunEvent.resumed(
              step, last < step ? "the last report in this file is that of step " + last : null));
      return writer;
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  private static RunRecordWriter open(
      Path file,
      Path target,
      RunHeader header,
      LineEncoder encoder,
      SoleWriter right,
      StandardOpenOption... options)
      throws IOException {
    FileChannel channel = FileChannel.open(target, options);
    try {
      right.lock(channel, target, WHAT);
      return new RunRecordWriter(file, header, encoder, channel, right);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private synchronized void start() {
    byte[] line = encoder.header();
    write(line);
    encoder.started(line);
  }

  /**
   * Writes an update.
   *
   * @param update over the domains of the run
   * @throws UncheckedIOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if it is about other domains, or its step is not later than
   *     that of the update before
   */
  public void append(RecordedUpdate update) {
    notNull(update, "update");
    checkArgument(
        update.weights().domains().equals(header.setup().domains()),
        "the update is over %s and run record %s about %s",
        update.weights().domains(),
        file,
        header.setup().domains());
    synchronized (this) {
      checkArgument(
          update.step() > encoder.lastStep(),
          "the update at step %s comes after that at step %s in run record %s; steps must increase",
          update.step(),
          encoder.lastStep(),
          file);
      byte[] line = encoder.update(update);
      write(line);
      encoder.written(update, line);
      known.passed();
    }
  }

  /**
   * Writes an event. After resuming, one that the file holds already, because the run went through
   * the same steps before it died, is not written again.
   *
   * @param event what happened
   * @throws UncheckedIOException if it cannot be written; the message names the file
   */
  public synchronized void append(RunEvent event) {
    notNull(event, "event");
    if (!known.isRepeated(event)) {
      byte[] line = encoder.event(event);
      write(line);
      encoder.written(line);
    }
  }

  private void write(byte[] line) {
    ByteBuffer bytes = ByteBuffer.wrap(line);
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
   * Returns the file.
   *
   * @return as it was given
   */
  public Path file() {
    return file;
  }

  /**
   * Closes the file, which another run may write from then on. Closing twice does nothing.
   *
   * @throws UncheckedIOException if it cannot be closed
   */
  @Override
  public void close() {
    try (right) {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close run record " + file + ": " + e, e);
    }
  }
}
