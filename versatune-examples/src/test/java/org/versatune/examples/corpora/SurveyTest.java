// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.processes.ChildProcess;

/** What becomes of folders as people have them. */
class SurveyTest {
  private static final CorpusOptions SIZE = CorpusOptions.defaults();

  @TempDir Path data;

  @BeforeEach
  void twoGoodDomains() throws IOException {
    good("law");
    good("tax");
  }

  private void good(String domain) throws IOException {
    for (int i = 0; i < 20; i++) {
      write(domain + "/" + i + ".txt", (domain + " text " + i + " ").repeat(50));
    }
  }

  private Path write(String name, String text) throws IOException {
    return write(name, text, UTF_8);
  }

  private Path write(String name, String text, Charset charset) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text, charset);
  }

  private Survey survey() {
    return FolderCorpora.survey(data, SIZE);
  }

  private void leavesOut(String place, String reason) {
    Survey survey = survey();
    assertThat(survey.problems()).isEmpty();
    assertThat(survey.leftOut().entries())
        .anySatisfy(
            entry -> {
              assertThat(entry.getValue()).isEqualTo(place);
              assertThat(entry.getKey()).contains(reason);
            });
    assertThat(survey.corpora().domains()).containsExactly("law", "tax");
    assertThat(survey.corpora().corpus("law").statistics().documentsFound()).isEqualTo(20);
  }

  private void refuses(String... parts) {
    Survey survey = survey();
    assertThat(survey.problems()).anySatisfy(problem -> assertThat(problem).contains(parts));
    assertThatThrownBy(survey::corpora).isInstanceOf(CorpusException.class);
  }

  private void warns(String... parts) {
    Survey survey = survey();
    assertThat(survey.problems()).isEmpty();
    assertThat(survey.warnings()).anySatisfy(warning -> assertThat(warning).contains(parts));
  }

  @Test
  void goodTextIsReadWithoutAWarning() {
    Survey survey = survey();
    assertThat(survey.warnings()).isEmpty();
    assertThat(survey.leftOut().isEmpty()).isTrue();
    assertThat(survey.read())
        .containsExactly(
            "law: read 20 documents, 11500 bytes; removed 0 duplicate documents",
            "tax: read 20 documents, 11500 bytes; removed 0 duplicate documents");
  }

  @Test
  void whatSystemsAndProgramsLeaveBehindIsNoDomain() throws IOException {
    write("__MACOSX/law/._1.txt", "junk");
    leavesOut("__MACOSX", "made by a program");
    write(".git/x.txt", "junk");
    leavesOut(".git", "hidden");
    write("law/.ipynb_checkpoints/0.txt", "junk");
    leavesOut("law/.ipynb_checkpoints", "hidden");
    write("law/sub/__MACOSX/0.txt", "junk");
    leavesOut("law/sub/__MACOSX", "made by a program");
    write("law/._0.txt", "junk");
    leavesOut("law/._0.txt", "hidden");
    write("law/~$0.txt", "junk");
    leavesOut("law/~$0.txt", "made by a program");
    write("$RECYCLE.BIN/0.txt", "junk");
    leavesOut("$RECYCLE.BIN", "made by a program");
    write("law/more.txt.gz", "junk");
    leavesOut("law/more.txt.gz", "unpack it");
    write("law/empty.txt", "");
    leavesOut("law/empty.txt", "no text");
    write("law/empty.jsonl", "\n \n");
    leavesOut("law/empty.jsonl", "no text");
    write("law/marked.txt", "\uFEFF");
    leavesOut("law/marked.txt", "no text");
  }

  @Test
  void manyOfAKindAreCountedUnlessAllAreAskedFor() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("law/" + i + ".png", "");
    }
    assertThat(survey().lines(false))
        .contains("left out 25 more: neither .txt nor .jsonl (--dry-run names them)");
    assertThat(survey().lines(true)).contains("left out law/29.png: neither .txt nor .jsonl");
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "making a link takes a right there that users lack")
  void linksThatLeadNowhereOrBackAreNamed() throws IOException {
    Files.createSymbolicLink(data.resolve("law/gone.txt"), Path.of("/no/such/file"));
    leavesOut("law/gone.txt", "a link to nowhere (/no/such/file)");
    Files.createSymbolicLink(data.resolve("medicine"), Path.of("/no/such/folder"));
    leavesOut("medicine", "a link to nowhere (/no/such/folder)");
    Files.createSymbolicLink(data.resolve("law/round"), data.resolve("law"));
    leavesOut("law/round", "a link back");
    Files.createSymbolicLink(data.resolve("law/around"), data);
    leavesOut("law/around", "a link back");
    Files.createSymbolicLink(data.resolve("self"), data);
    leavesOut("self", "a link back");
    Files.createSymbolicLink(data.resolve("above"), data.getParent());
    leavesOut("above", "a link back");
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "making a link takes a right there that users lack")
  void linksFromOneDomainToAnotherAndBackAreFollowedOnce() throws IOException {
    Files.createSymbolicLink(data.resolve("law/other"), data.resolve("tax"));
    Files.createSymbolicLink(data.resolve("tax/first"), data.resolve("law"));
    assertThat(survey().leftOut().values()).contains("law/other/first", "tax/first/other");
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "making a link takes a right there that users lack")
  void linksToTextAreFollowed() throws IOException {
    Path elsewhere = write("tax/19.txt", "text of elsewhere");
    Files.createSymbolicLink(data.resolve("law/linked.txt"), elsewhere);
    assertThat(survey().corpora().corpus("law").statistics().documentsFound()).isEqualTo(21);
    warns("'law' and 'tax' share 1 documents (the first: law/linked.txt and tax/19.txt)");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no named pipes in its file system")
  void aPipeIsLeftOutAndNotWaitedFor() throws Exception {
    Process pipe = new ProcessBuilder("mkfifo", data.resolve("law/pipe.txt").toString()).start();
    assumeThat(ChildProcess.exitCode(pipe)).isZero();
    leavesOut("law/pipe.txt", "a pipe or a device");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithTheWayToConvertIt() throws IOException {
    write("law/latin.txt", "na\u00EFve", Charset.forName("ISO-8859-1"));
    refuses("law/latin.txt:1: byte 3 of the line (0xEF)", "iconv");
    write("law/sixteen.txt", "text", UTF_16);
    refuses("law/sixteen.txt is not UTF-8 but UTF-16", "iconv -f UTF-16");
    write("law/little.txt", "text", UTF_16LE);
    refuses("law/little.txt:1: a zero byte");
    Files.write(data.resolve("tax/picture.txt"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0});
    refuses("tax/picture.txt:1: byte 1 of the line (0x89)".substring(0, 15));
    assertThat(survey().problems()).hasSize(4);
    assertThatThrownBy(() -> survey().corpora()).hasMessageContaining("and 3 more problems");
  }

  @Test
  void halfACharacterIsRefusedAndALostOneWarnedOf() throws IOException {
    write("chat.jsonl", "{\"text\":\"bad \\ud800\"}\n");
    refuses("chat.jsonl:1: half a character");
    Files.delete(data.resolve("chat.jsonl"));
    write("law/20.txt", "caf\uFFFD");
    warns("'law': 1 documents have the sign U+FFFD");
  }

  @Test
  void linesEndAsEverySystemEndsThem() throws IOException {
    write("a.jsonl", "{\"text\":\"one\"}\r{\"text\":\"two\"}\r{\"text\":\"three\"}");
    write("b.txt", "one\r\rtwo\r\n\r\nthree\n\nfour");
    write("c.jsonl", "{\"text\":\"1\"}\n\uFEFF{\"text\":\"2\"}\n{\"text\":\"3\"}");
    Survey survey = survey();
    assertThat(survey.problems()).isEmpty();
    assertThat(survey.corpora().corpus("a").statistics().documentsFound()).isEqualTo(3);
    assertThat(survey.corpora().corpus("b").statistics().documentsFound()).isEqualTo(4);
    assertThat(survey.corpora().corpus("c").statistics().documentsFound()).isEqualTo(3);
  }

  @Test
  void textThatIsTwiceIsNamed() throws IOException {
    write("law/20.txt", Files.readString(data.resolve("tax/3.txt")));
    warns("'law' and 'tax' share 1 documents", "law/20.txt and tax/3.txt", "keep each in one");
    write(
        "law/21.txt",
        Files.readString(data.resolve("law/3.txt")).toUpperCase(java.util.Locale.ROOT));
    warns("'law': 1 documents are like another but for white space or capitals");
  }

  @Test
  void namesThatLookAlikeAreWarnedOfAndEqualOnesRefused() throws IOException {
    good("Law ");
    warns("'Law ' and 'law' differ in capitals or white space alone");
    good("caf\u00E9");
    good("cafe\u0301");
    try (var files = Files.list(data)) {
      // One file system keeps both forms, another takes them for one.
      assumeThat(files.filter(file -> file.toString().contains("caf"))).hasSize(2);
    }
    refuses("domain 'caf\u00E9' is given twice");
  }

  @Test
  void tooLittleTextIsWarnedOf() throws IOException {
    for (int i = 0; i < 4; i++) {
      write("poems/" + i + ".txt", "a short poem " + i);
    }
    warns("'poems' has 4 documents", "give ten documents at least");
    warns("'poems' has 14 bytes of test text");
  }

  @Test
  void oneDomainIsWarnedOf() throws IOException {
    try (var files = Files.list(data.resolve("tax"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(data.resolve("tax"));
    warns("one domain only (law)");
  }

  @Test
  void longDocumentsAreRefusedWithASizeThatIsEnoughForAll() throws IOException {
    for (int i = 0; i < 5; i++) {
      write("books/" + i + ".txt", (i + " word ").repeat(42_000));
      write("acts/" + i + ".txt", (i + " word ").repeat(24_000));
    }
    refuses("domain 'books': with 800000 bytes", "--bytes-per-domain 1470000, or all");
    assertThat(survey().problems()).hasSize(2).allMatch(text -> text.contains("1470000"));

    Survey enough = FolderCorpora.survey(data, SIZE.withMaxBytesPerDomain(1_470_000));

    assertThat(enough.problems()).isEmpty();
  }

  @Test
  void aDocumentThatIsLeftOutForItsLengthIsNamed() throws IOException {
    write("law/huge.txt", "all of it ".repeat(100_000));
    Survey survey = survey();
    assertThat(survey.leftOut().values()).containsExactly("law/huge.txt (1.0 MB)");
    assertThat(survey.lines(false))
        .anyMatch(line -> line.contains("law/huge.txt") && line.contains("--bytes-per-domain"))
        .anyMatch(line -> line.contains("takes 20 of them") && line.contains("1011500 (or all)"));
  }

  @Test
  void aLineOfMoreThanAHundredMillionCharactersIsRead() throws IOException {
    Path file = data.resolve("long.jsonl");
    try (var out = Files.newBufferedWriter(file)) {
      out.write("{\"text\":\"");
      String million = "0123456789".repeat(100_000);
      for (int i = 0; i < 101; i++) {
        out.write(million);
      }
      out.write("\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}\n");
    }
    Survey survey = FolderCorpora.survey(data, SIZE.withAllBytes());
    assertThat(survey.problems()).isEmpty();
    assertThat(survey.corpora().corpus("long").bytes()).isEqualTo(101_000_002);
  }

  @Test
  void whatJsonCannotHoldIsCalledThat() throws IOException {
    write("deep.jsonl", "{\"text\":" + "[".repeat(2000) + "]".repeat(2000) + "}\n");
    refuses("deep.jsonl:1: more than is read of one line", "divide");
  }

  @Test
  void everyProblemIsNamed() throws IOException {
    write("a.jsonl", "{\"text\":5}");
    Files.createDirectories(data.resolve("b"));
    write("c/one.txt", "one");
    write("law.txt", "twice");
    write("e.txt", " ");
    Files.createDirectories(data.resolve(" "));
    assertThat(survey().problems())
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains("a.jsonl:1: field 'text'"),
            text -> assertThat(text).contains("'b': b has no .txt or .jsonl file"),
            text -> assertThat(text).contains("'c' has too few documents: 1", "divide it"),
            text -> assertThat(text).contains("'law' is given twice, as law and as law.txt"),
            text -> assertThat(text).contains("'e': there is no text in e.txt"),
            text -> assertThat(text).contains("the name ' '", "rename it"));
  }

  @Test
  void theOrderOfFilesIsThatOfTheirNamesWithSlashes() throws IOException {
    write("law/a-b.txt", "one");
    write("law/a/b.txt", "two");
    write("law/aB.txt", "three");
    ImmutableList<UserFolder.Domain> domains = UserFolder.domains(data, new Survey.Builder());
    List<String> names =
        domains.get(0).files().stream().map(file -> FileNames.relative(data, file)).toList();
    assertThat(names).endsWith("law/a-b.txt", "law/a/b.txt", "law/aB.txt").isSorted();
  }
}
