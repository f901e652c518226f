// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.watching;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.Feedback;
import org.versatune.RunBuilder;
import org.versatune.Snapshot;
import org.versatune.VersaTune;
import org.versatune.record.RecordedUpdate;
import org.versatune.record.RunHeader;
import org.versatune.record.RunListener;
import org.versatune.record.RunRecord;

class WatchingTest {
  private static final ImmutableList<String> DOMAINS = ImmutableList.of("law", "a,\"b\"\n1");
  private static final String STRANGE = DOMAINS.get(1);

  @TempDir private Path folder;

  private static RunBuilder builder() {
    return VersaTune.builder()
        .domains(DOMAINS)
        .referenceLosses(Map.of("law", 1.5, STRANGE, 1.0))
        .seed(7);
  }

  private static void step(VersaTune run, long step) {
    run.plan(10);
    run.report(
        Feedback.at(step).losses(Map.of("law", 2.0 + 1.0 / step, STRANGE, 3.0 - 1.0 / step)));
  }

  private List<List<EventReader.Event>> events() throws IOException {
    List<List<EventReader.Event>> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("events"))) {
      for (Path file : files.filter(file -> !file.endsWith("events.lock")).sorted().toList()) {
        assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
        all.add(EventReader.read(file));
      }
    }
    return all;
  }

  private static ImmutableMap<String, Float> expected(RecordedUpdate update) {
    ImmutableMap.Builder<String, Float> tags = ImmutableMap.builder();
    for (String domain : DOMAINS) {
      tags.put("weight/" + domain, (float) update.weights().weight(domain));
      tags.put("loss/" + domain, at(update.feedback().losses(), domain));
      tags.put("potential/" + domain, at(update.potential(), domain));
      tags.put("forgetting/" + domain, at(update.forgetting(), domain));
      tags.put("draws/" + domain, at(update.draws(), domain));
    }
    return tags.buildOrThrow();
  }

  private static float at(Map<String, ? extends Number> numbers, String domain) {
    return requireNonNull(numbers.get(domain)).floatValue();
  }

  @Test
  void anIndependentReaderFindsTheRecordInTheEventFile() throws IOException {
    Path record = folder.resolve("run.jsonl");
    try (VersaTune run =
        builder().record(record).watch(TensorBoardEvents.in(folder.resolve("events"))).build()) {
      for (int step = 1; step <= 300; step += 100) {
        step(run, step);
      }
    }

    List<EventReader.Event> events = events().get(0);
    List<RecordedUpdate> updates = RunRecord.read(record).updates();
    assertThat(events).hasSize(2 + updates.size());
    assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
    assertThat(events.get(1).sessionStatus()).isEqualTo(1);
    assertThat(events).allSatisfy(event -> assertThat(event.wallTime()).isGreaterThan(1.7e9));
    for (int i = 0; i < updates.size(); i++) {
      assertThat(events.get(i + 2).step()).isEqualTo(updates.get(i).step());
      assertThat(events.get(i + 2).scalars()).isEqualTo(expected(updates.get(i)));
    }
  }

  @Test
  void ofProtectedDomainsLimitAndPressureAreShownToo() throws IOException {
    try (VersaTune run =
        builder()
            .baseLosses(Map.of("law", 2.0, STRANGE, 2.5))
            .protect("law")
            .within(0.25)
            .watch(TensorBoardEvents.in(folder.resolve("events")))
            .build()) {
      step(run, 1);
      double pressure = at(run.lastUpdate().orElseThrow().factor("pressure"), "law");

      assertThat(events().get(0).get(2).scalars())
          .containsEntry("limit/law", 2.5f)
          .containsEntry("pressure/law", (float) pressure)
          .doesNotContainKeys("limit/" + STRANGE, "pressure/" + STRANGE);
      assertThat(pressure).isGreaterThan(1);
    }
  }

  @Test
  void aResumedRunVoidsLaterEventsAndCutsLaterRows() throws IOException {
    Path record = folder.resolve("run.jsonl");
    Path table = folder.resolve("run.csv");
    Snapshot snapshot;
    try (VersaTune run =
        builder()
            .record(record)
            .watch(TensorBoardEvents.in(folder.resolve("events")))
            .watch(CsvTable.to(table))
            .build()) {
      step(run, 1);
      step(run, 2);
      snapshot = run.snapshot();
      step(run, 3);
    }
    String whole = Files.readString(table);
    Files.writeString(table, whole + "4,law,0.");
    try (VersaTune run =
        VersaTune.resuming(snapshot)
            .record(record)
            .watch(TensorBoardEvents.in(folder.resolve("events")))
            .watch(CsvTable.to(table))
            .build()) {
      step(run, 3);
    }

    assertThat(Files.readString(table)).isEqualTo(whole);
    List<EventReader.Event> second = events().get(1);
    assertThat(second.get(1).sessionStatus()).isEqualTo(1);
    assertThat(second.get(1).step()).isEqualTo(3);
    assertThat(second.get(2).step()).isEqualTo(3);
    assertThat(second.get(2).scalars()).isEqualTo(events().get(0).get(4).scalars());
  }

  @Test
  void theTableHasARowForEachUpdateAndDomain() throws IOException {
    Path table = folder.resolve("run.csv");
    try (VersaTune run =
        VersaTune.builder().domains(DOMAINS).watch(CsvTable.to(table)).seed(1).build()) {
      run.plan(4);
      run.report(Feedback.at(1).losses(Map.of("law", 2.0, STRANGE, 3.0)));
    }

    assertThat(Files.readString(table))
        .isEqualTo(
            """
            step,domain,weight,loss,potential,forgetting,draws
            1,law,0.5,2.0,,0.0,2
            1,"a,""b""
            1",0.5,3.0,,0.0,2
            """);
  }

  @Test
  void anOlderTableIsKeptAndAnotherFileRefused() throws IOException {
    Path table = folder.resolve("run.csv");
    Files.writeString(table, "older");
    Snapshot snapshot;
    try (VersaTune run = builder().watch(CsvTable.to(table)).build()) {
      step(run, 1);
      snapshot = run.snapshot();
    }
    assertThat(folder.resolve("run.csv.previous")).hasContent("older");
    Files.writeString(table, "name,age\nAda,36\n");

    assertThatThrownBy(() -> VersaTune.resuming(snapshot).watch(CsvTable.to(table)).build())
        .hasMessageContaining(table.toString())
        .hasMessageContaining("name another file");
    assertThat(table).hasContent("name,age\nAda,36\n");
  }

  @Test
  void aRunThatEndedBeforeItsFirstReportLeavesNothingToKeep() throws IOException {
    Path table = folder.resolve("run.csv");
    Path record = folder.resolve("run.jsonl");
    for (int start = 0; start < 3; start++) {
      builder().watch(CsvTable.to(table)).record(record).build().close();
    }
    try (VersaTune run = builder().watch(CsvTable.to(table)).record(record).build()) {
      step(run, 1);
    }
    assertThat(table.resolveSibling("run.csv.previous")).doesNotExist();
    assertThat(record.resolveSibling("run.jsonl.previous")).doesNotExist();

    builder().watch(CsvTable.to(table)).record(record).build().close();
    builder().watch(CsvTable.to(table)).record(record).build().close();
    assertThat(Files.readString(folder.resolve("run.csv.previous"))).contains("\n1,law,");
    assertThat(RunRecord.read(folder.resolve("run.jsonl.previous")).updates()).hasSize(1);
    assertThat(table.resolveSibling("run.csv.previous-2")).doesNotExist();
    assertThat(record.resolveSibling("run.jsonl.previous-2")).doesNotExist();
  }

  @Test
  void oneListenerOrFileShowsOneRunAtATime() throws IOException {
    Path table = folder.resolve("run.csv");
    Path events = folder.resolve("events");
    CsvTable rows = CsvTable.to(table);
    TensorBoardEvents board = TensorBoardEvents.in(events);
    MicrometerGauges gauges = MicrometerGauges.in(new SimpleMeterRegistry());
    List<RunListener> taken =
        List.of(rows, CsvTable.to(table), board, TensorBoardEvents.in(events), gauges);
    VersaTune first = builder().watch(rows).watch(board).watch(gauges).build();
    step(first, 1);
    for (RunListener listener : taken) {
      assertThatThrownBy(() -> builder().watch(listener).build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("close that run first")
          .hasMessageContaining("of its own");
      assertThatThrownBy(() -> VersaTune.resuming(first.snapshot()).watch(listener).build())
          .isInstanceOf(IllegalStateException.class);
    }
    step(first, 2);
    first.close();
    assertThat(Files.readString(table)).contains("\n1,law,").contains("\n2,law,");
    assertThat(events()).hasSize(1);

    try (VersaTune second = builder().watch(rows).watch(board).watch(gauges).build()) {
      step(second, 5);
    }
    assertThat(Files.readString(table)).contains("\n5,law,").doesNotContain("\n1,law,");
    assertThat(events()).hasSize(2);
  }

  @Test
  void aFileInThePlaceOfTheFolderOfEventsIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("events"), "no folder");

    assertThatThrownBy(() -> builder().watch(TensorBoardEvents.in(file)).build())
        .hasMessageContaining(file + " is a file already; name a folder");
    assertThat(file).hasContent("no folder");
  }

  @Test
  void gaugesShowTheRunUntilItIsClosed() {
    MeterRegistry registry = new SimpleMeterRegistry();
    try (VersaTune run = builder().watch(MicrometerGauges.in(registry)).build()) {
      assertThat(registry.get("versatune.loss").tag("domain", "law").gauge().value()).isNaN();
      assertThat(registry.get("versatune.weight").tag("domain", "law").gauge().value())
          .isEqualTo(0.5);
      step(run, 5);

      assertThat(registry.get("versatune.step").gauge().value()).isEqualTo(5);
      assertThat(registry.get("versatune.loss").tag("domain", "law").gauge().value())
          .isEqualTo(2.2);
      assertThat(registry.get("versatune.weight").tag("domain", STRANGE).gauge().value())
          .isEqualTo(run.weights().weight(STRANGE));
      assertThat(registry.get("versatune.draws").tag("domain", "law").gauge().value()).isEqualTo(5);
      assertThatThrownBy(() -> builder().watch(MicrometerGauges.in(registry)).build())
          .hasMessageContaining("other tags");
      try (VersaTune other =
          builder().watch(MicrometerGauges.in(registry, Tag.of("run", "b"))).build()) {
        assertThat(registry.get("versatune.weight").tag("run", "b").gauges()).hasSize(2);
        assertThat(other.reportedStep()).isNegative();
      }
    }
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void aListenerThatFailsLaterDoesNotStopTheRun() {
    List<Long> seen = new ArrayList<>();
    try (VersaTune run =
        builder()
            .watch(
                new RunListener() {
                  @Override
                  public void opened(RunHeader header, long step) {}

                  @Override
                  public void updated(RecordedUpdate update) {
                    throw new IllegalStateException("the dashboard is down");
                  }
                })
            .watch(
                new RunListener() {
                  @Override
                  public void opened(RunHeader header, long step) {}

                  @Override
                  public void updated(RecordedUpdate update) {
                    seen.add(update.step());
                  }
                })
            .build()) {
      step(run, 1);
      step(run, 2);

      assertThat(run.reportedStep()).isEqualTo(2);
    }
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  void aListenerThatCannotOpenKeepsTheRunFromStarting() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path record = folder.resolve("run.jsonl");

    assertThatThrownBy(() -> builder().record(record).watch(TensorBoardEvents.in(file)).build())
        .hasMessageContaining(file.toString());
    // The record's lock is free again.
    builder().record(record).build().close();
  }

  @Test
  void coreWorksWithoutMicrometer() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry :
        Splitter.on(File.pathSeparatorChar).split(System.getProperty("java.class.path"))) {
      if (!entry.contains("micrometer")) {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass(MeterRegistry.class.getName()))
          .isInstanceOf(ClassNotFoundException.class);
      Object program =
          loader.loadClass(WithoutMicrometer.class.getName()).getConstructor().newInstance();

      assertThat(((Callable<?>) program).call()).isEqualTo(1L);
    }
  }
}
