// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderCorporaTest {
  private static final CorpusOptions ALL = CorpusOptions.defaults().withAllBytes();

  @TempDir Path data;
  private final List<String> reports = new ArrayList<>();

  private void write(String name, String text) throws IOException {
    write(name, text, StandardCharsets.UTF_8);
  }

  private void write(String name, String text, Charset charset) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, charset);
  }

  private Corpora read() {
    return FolderCorpora.read(data, ALL, reports::add);
  }

  private AbstractThrowableAssert<?, ?> failure() {
    return assertThatThrownBy(this::read).isInstanceOf(CorpusException.class);
  }

  private static List<String> texts(Corpus corpus) {
    List<String> texts = new ArrayList<>();
    for (Split split : Split.values()) {
      texts.addAll(corpus.texts(split));
    }
    return texts;
  }

  @Test
  void readsFilesOfTextAndJsonLinesFromSubFolders() throws IOException {
    write("law/a.txt", "The first text.\n\nWith two paragraphs.\n");
    write("law/deeper/b.TXT", "The second text.");
    write("law/c.jsonl", "{\"text\":\"The third text.\"}\n\n{\"text\":\"The fourth.\",\"n\":1}\n");
    write("medicine/d.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}");
    Corpora corpora = read();
    assertThat(corpora.domains()).containsExactly("law", "medicine");
    assertThat(texts(corpora.corpus("law")))
        .containsExactlyInAnyOrder(
            "The first text.\n\nWith two paragraphs.",
            "The second text.",
            "The third text.",
            "The fourth.");
    assertThat(texts(corpora.corpus("medicine"))).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void someOfTheDomainsCanBeTakenInAnyOrder() throws IOException {
    for (String domain : List.of("code", "law", "medicine")) {
      write(domain + ".jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}");
    }
    Corpora corpora = read();
    assertThat(corpora.only("medicine", "code").domains()).containsExactly("medicine", "code");
    assertThat(corpora.only("law").corpus("law")).isSameAs(corpora.corpus("law"));
    assertThatThrownBy(() -> corpora.only("law", "art"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("art", "medicine");
    assertThatThrownBy(() -> corpora.only("law", "law"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("law");
    assertThatThrownBy(corpora::only)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no domain named");
  }

  @Test
  void readsDomainsFromFilesBesideTheFolders() throws IOException {
    write("poetry.txt", "First verse,\nsecond line.\n\n \nSecond verse.\r\n\r\nThird verse.\n");
    write("chat.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}");
    Corpora corpora = read();
    assertThat(corpora.domains()).containsExactly("chat", "poetry");
    assertThat(texts(corpora.corpus("poetry")))
        .containsExactlyInAnyOrder("First verse,\nsecond line.", "Second verse.", "Third verse.");
  }

  @Test
  void readsTheThreeShapesOfExamples() throws IOException {
    write(
        "chat.jsonl",
        """
        {"messages":[{"role":"user","content":"What is law?"},{"role":"assistant","content":"Rules."}],"text":"not this"}
        {"instruction":"Translate.","input":"Haus","output":"house","text":"nor this"}
        {"instruction":"Name a colour.","input":"","output":"blue"}
        {"instruction":"Name a town.","input":null,"output":"Rome"}
        {"instruction":"Name a river.","output":"Po"}
        {"text":"As it\\nstands."}
        """);
    assertThat(texts(read().corpus("chat")))
        .containsExactlyInAnyOrder(
            "user: What is law?\nassistant: Rules.",
            "Translate.\nHaus\nhouse",
            "Name a colour.\nblue",
            "Name a town.\nRome",
            "Name a river.\nPo",
            "As it\nstands.");
  }

  @Test
  void documentsSayWhereTheyWereRead() throws IOException {
    write("law/a.txt", "one");
    write("law/b.jsonl", "{\"text\":\"two\"}\n\n{\"text\":\"three\"}\n");
    Corpus law = read().corpus("law");
    assertThat(ImmutableList.of(law.train().get(0), law.validation().get(0), law.test().get(0)))
        .extracting(document -> document.source().replace('\\', '/') + " " + document.text())
        .containsExactlyInAnyOrder("law/a.txt one", "law/b.jsonl:1 two", "law/b.jsonl:3 three");
  }

  @Test
  void aDocumentThatIsThereTwiceIsTakenOnce() throws IOException {
    write("law.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"a\"}\n{\"text\":\"c\"}");
    Corpus law = read().corpus("law");
    assertThat(texts(law)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(law.statistics()).isEqualTo(new CorpusStatistics(3, 3, 1, "documents"));
  }

  @Test
  void theSameTextInTwoDomainsIsTheUsersDecision() throws IOException {
    write("a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}");
    write("b.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}");
    assertThat(texts(read().corpus("b"))).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsAreDropped() throws IOException {
    write("law/a.txt", "\uFEFFone\r\ntwo\r\n");
    write("law/b.jsonl", "\uFEFF{\"text\":\"three\"}\r\n{\"text\":\"four\"}\r\n");
    assertThat(texts(read().corpus("law"))).containsExactlyInAnyOrder("one\ntwo", "three", "four");
  }

  @Test
  void whatIsPassedOverIsTold() throws IOException {
    write("README.md", "about the data");
    write("law/notes.pdf", "no text");
    write("law/blank.txt", " \n");
    write("law/a.jsonl", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\":\"c\"}");
    write(".git/config", "hidden");
    write("law/.hidden.txt", "hidden");
    assertThat(texts(read().corpus("law"))).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(reports.stream().filter(line -> !line.startsWith("warning: ")))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).isEqualTo("left out README.md: neither .txt nor .jsonl"),
            line -> assertThat(line).contains("left out .git: hidden"),
            line -> assertThat(line).contains("left out law/.hidden.txt: hidden"),
            line -> assertThat(line).contains("notes.pdf: neither .txt nor .jsonl"),
            line -> assertThat(line).contains("blank.txt: no text in it"),
            line -> assertThat(line).contains("law: read 3 documents, 3 bytes; removed 0"));
  }

  @Test
  void domainsAreCutToSizeAndSplitLikeAnyOther() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 100; i < 200; i++) {
      lines.append("{\"text\":\"document number ").append(i).append("\"}\n");
    }
    write("law.jsonl", lines.toString());
    Corpus law = FolderCorpora.read(data, ALL.withMaxBytesPerDomain(950), line -> {}).corpus("law");
    assertThat(law.bytes()).isEqualTo(50 * 19);
    assertThat(law.train()).hasSize(40);
    assertThat(law.validation()).hasSize(5);
    assertThat(law.test()).hasSize(5);
    assertThat(law.statistics().documentsFound()).isEqualTo(100);
  }

  @Test
  void theSeedDecidesAndTheNextReadingIsTheSame() throws IOException {
    write("law.txt", "a\n\nb\n\nc\n\nd\n\ne\n\nf\n\ng\n\nh\n\ni\n\nj\n\nk\n\nl");
    String first = read().fingerprint();
    assertThat(read().fingerprint()).isEqualTo(first);
    assertThat(FolderCorpora.read(data, ALL.withSeed(7), line -> {}).fingerprint())
        .isNotEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"text\":| not JSON",
        "{\"text\":\"a\"} {\"text\":\"b\"}| not JSON",
        "plain text| not JSON",
        "[1]| a JSON array; each line must be one JSON object",
        "\"text\"| a JSON string; each line must be one JSON object",
        "{\"prompt\":\"a\",\"n\":1}| the fields are [prompt, n]",
        "{\"text\":5}| field 'text' must be a text; it is a JSON number",
        "{\"text\":null}| field 'text' must be a text; it is a JSON null",
        "{\"text\":\" \"}| field 'text' is blank",
        "{\"instruction\":\"a\"}| field 'output' must be a text; it is missing",
        "{\"instruction\":[],\"output\":\"a\"}| field 'instruction' must be a text; it is a JSON array",
        "{\"instruction\":\"a\",\"input\":{},\"output\":\"a\"}| field 'input' must be a text; it is a JSON object",
        "{\"messages\":\"a\"}| field 'messages' must be a list of at least one message; it is a JSON string",
        "{\"messages\":[]}| field 'messages' must be a list of at least one message; it is an empty list",
        "{\"messages\":[\"a\"]}| field 'messages[0]' must be an object with 'role' and 'content'",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"content\":\"a\"}]}| field 'messages[1].role' must be a text; it is missing",
        "{\"messages\":[{\"role\":\"user\",\"content\":null}]}| field 'messages[0].content' must be a text; it is a JSON null",
      })
  void aMalformedLineIsNamedWithItsField(String line, String message) throws IOException {
    write("law/cases.jsonl", "{\"text\":\"fine\"}\n\n" + line + "\n{\"text\":\"fine too\"}\n");
    failure().hasMessageStartingWith("law/cases.jsonl:3: ").hasMessageContaining(message);
  }

  @Test
  void bytesThatAreNotUtf8AreNamedWithTheirPlace() throws IOException {
    write("law/a.txt", "first line\nna\u00EFve\n", ISO_8859_1);
    failure()
        .hasMessageStartingWith("law/a.txt:2: byte 3 of the line (0xEF)")
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void aCharacterCutOffAtTheEndIsNotUtf8() throws IOException {
    Files.write(data.resolve("law.txt"), new byte[] {'a', (byte) 0xE2, (byte) 0x82});
    failure().hasMessageStartingWith("law.txt:1: byte 2 of the line (0xE2)");
  }

  @Test
  void jsonLinesThatAreNotUtf8AreNamedWithTheirLine() throws IOException {
    write("law.jsonl", "{\"text\":\"a\"}\n{\"text\":\"\u00E9\"}\n", ISO_8859_1);
    failure().hasMessageStartingWith("law.jsonl:2: byte 10 of the line (0xE9)");
  }

  @Test
  void aDomainWithoutFilesIsAnError() throws IOException {
    Files.createDirectories(data.resolve("law"));
    failure().hasMessageContaining("domain 'law'").hasMessageContaining("no .txt or .jsonl file");
  }

  @Test
  void aDomainWithoutTextIsAnError() throws IOException {
    write("law/a.txt", " \n ");
    failure().hasMessageContaining("domain 'law': there is no text in");
  }

  @Test
  void aDomainWithTooFewDocumentsIsAnError() throws IOException {
    write("law/a.txt", "one");
    write("law/b.txt", "two");
    failure().hasMessageContaining("domain 'law' has too few documents: 2");
  }

  @Test
  void aFolderWithoutDomainsIsAnError() throws IOException {
    write("README.md", "about the data");
    failure().hasMessageContaining("has no domain").hasMessageContaining(data.toString());
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> FolderCorpora.read(data.resolve("no"), ALL, line -> {}))
        .isInstanceOf(CorpusException.class)
        .hasMessageContaining("no is not there; give a folder");
  }

  @Test
  void aDomainGivenTwiceIsAnError() throws IOException {
    write("law/a.txt", "one");
    write("law.txt", "two");
    failure().hasMessageContaining("domain 'law' is given twice");
  }
}
