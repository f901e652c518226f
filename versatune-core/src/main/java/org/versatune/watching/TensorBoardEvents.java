// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import static org.versatune.internal.Given.notNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.versatune.internal.AtomicFiles;
import org.versatune.internal.SoleWriter;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;

/**
 * Writes event files for TensorBoard: at each update the weight, loss, potential, forgetting degree
 * and draws of each domain, under tags such as {@code weight/law}; of protected domains the limit
 * and the pressure too.
 *
 * <pre>{@code
 * VersaTune.builder()….record(Path.of("run/record.jsonl"))
 *     .watch(TensorBoardEvents.in(Path.of("run/events")))
 * }</pre>
 *
 * <p>{@code tensorboard --logdir run} shows them, beside those of the trainer. A run that is
 * resumed writes another file into the folder, and TensorBoard drops what the older ones have of
 * later steps. Numbers have the precision of a float, as TensorBoard keeps them; the run record has
 * all digits.
 *
 * <p>One object is for one run at a time, and so is one folder: a second run is refused until the
 * first is closed.
 */
public final class TensorBoardEvents implements RunListener {
  private static final String WHAT = "TensorBoard event file in";

  /** What an update says of protected domains. */
  private static final ImmutableList<String> PROTECTION = ImmutableList.of("limit", "pressure");

  private final Path folder;
  private final Clock clock;
  private @Nullable EventFile file;
  private @Nullable SoleWriter right;

  TensorBoardEvents(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Makes a listener that writes event files to a folder.
   *
   * @param folder made as needed; one for each run
   * @return a listener
   */
  public static TensorBoardEvents in(Path folder) {
    return new TensorBoardEvents(notNull(folder, "folder"), Clock.systemUTC());
  }

  /**
   * Starts a file.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   * @throws IllegalStateException if this object, or another writer of the folder, serves a run
   *     that is not closed
   */
  @Override
  public void opened(RunHeader header, long step) {
    notNull(header, "header");
    Watched.requireOneRun(this, file != null);
    try {
      Path existing = Files.createDirectories(folder);
      right = SoleWriter.of(existing.toRealPath().resolve("events"), WHAT);
      EventFile created = create(existing);
      file = created;
      // Also a new run: what another one left in this folder is no part of it.
      // After the last step that a number can name there is none to void.
      created.restarted(now(), step == Long.MAX_VALUE ? step : step + 1);
    } catch (IOException e) {
      close();
      throw AtomicFiles.failure("write", WHAT, folder, e);
    }
  }

  private EventFile create(Path existing) throws IOException {
    String name =
        "events.out.tfevents."
            + clock.instant().getEpochSecond()
            + "."
            + host()
            + "."
            + ProcessHandle.current().pid()
            + ".";
    for (int number = 0; ; number++) {
      try {
        return EventFile.create(existing.resolve(name + number), now());
      } catch (FileAlreadyExistsException e) {
        // Another run in this process and second.
      }
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Seconds since 1970. */
  private double now() {
    return clock.millis() / 1000.0;
  }

  @Override
  public void updated(RecordedUpdate update) {
    notNull(update, "update");
    EventFile open = file;
    if (open == null) {
      throw new IllegalStateException("the event file is closed");
    }
    ImmutableMap.Builder<String, Float> byTag = ImmutableMap.builder();
    Watched.of(update)
        .forEach(
            (quantity, numbers) ->
                numbers.forEach(
                    (domain, number) -> byTag.put(quantity + "/" + domain, number.floatValue())));
    for (String factor : PROTECTION) {
      if (update.update().factorNames().contains(factor)) {
        update
            .update()
            .factor(factor)
            .forEach((domain, number) -> byTag.put(factor + "/" + domain, number.floatValue()));
      }
    }
    try {
      open.scalars(now(), update.step(), byTag.buildOrThrow());
    } catch (IOException e) {
      throw AtomicFiles.failure("write", WHAT, folder, e);
    }
  }

  @Override
  public void close() {
    EventFile open = file;
    file = null;
    try {
      AtomicFiles.close(open, WHAT, folder);
    } finally {
      AtomicFiles.close(right, WHAT, folder);
    }
  }

  @Override
  public String toString() {
    return "TensorBoardEvents in " + folder;
  }
}
