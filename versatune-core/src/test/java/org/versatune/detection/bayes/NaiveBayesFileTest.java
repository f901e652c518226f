// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.versatune.DomainDistribution;

class NaiveBayesFileTest {
  @TempDir private Path folder;

  private static NaiveBayesClassifier classifier() {
    return NaiveBayesClassifier.trainer()
        .text("law", List.of("the court shall", "the law of the land"))
        .text("Médecine 医", List.of("the heart of the patient", "心脏病的治疗"))
        .prior(DomainDistribution.of(List.of("law", "Médecine 医"), 0.3, 0.7))
        .smoothing(0.3)
        .minimumProbability(0.55)
        .minimumLength(5)
        .temperature(2.5, 0.07)
        .train();
  }

  private Path written() {
    Path file = folder.resolve("judge.vtnb");
    classifier().write(file);
    return file;
  }

  @Test
  void judgesAfterReadingExactlyAsBefore() {
    NaiveBayesClassifier before = classifier();

    NaiveBayesClassifier after = NaiveBayesClassifier.read(written());

    assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
    assertThat(after.domains()).containsExactly("law", "Médecine 医");
    assertThat(after.ngramLength()).isEqualTo(3);
    assertThat(after.vocabularySize()).isEqualTo(before.vocabularySize());
    assertThat(after.temperature(10)).isEqualTo(before.temperature(10));
    for (String text :
        List.of("the heart", "the court of law", "心脏病", "of the", "the", "心脏病的治疗", "zzzzzz")) {
      assertThat(after.classify(text)).isEqualTo(before.classify(text));
    }
  }

  @Test
  void keepsKeysOfLongNgramsOfEitherSign() {
    NaiveBayesClassifier before =
        NaiveBayesClassifier.trainer()
            .ngramLength(6)
            .text("north", Sentences.language(1).texts(3, 3000, 1))
            .text("south", Sentences.language(2).texts(3, 3000, 2))
            .train();
    Path file = folder.resolve("long.vtnb");
    before.write(file);

    assertThat(NaiveBayesClassifier.read(file).fingerprint()).isEqualTo(before.fingerprint());
    String text = Sentences.language(1).texts(1, 200, 3).get(0);
    assertThat(NaiveBayesClassifier.read(file).classify(text)).isEqualTo(before.classify(text));
  }

  @Test
  void makesFoldersReplacesAnOldFileAndLeavesNothingAside() throws IOException {
    Path file = folder.resolve("a/b/judge.vtnb");
    classifier().write(file);
    NaiveBayesClassifier other =
        NaiveBayesClassifier.trainer().text("code", List.of("int i = 0;")).train();
    other.write(file);

    assertThat(NaiveBayesClassifier.read(file).domains()).containsExactly("code");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void noticesEveryAlteredByte() throws IOException {
    Path file = written();
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 0x10;
      Files.write(file, bad);
      assertThatIllegalArgumentException()
          .as("byte %s", i)
          .isThrownBy(() -> NaiveBayesClassifier.read(file))
          .withMessageContaining(file.toString());
    }
  }

  @Test
  void noticesEveryTruncationAndAnyExtraByte() throws IOException {
    Path file = written();
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertThatIllegalArgumentException()
          .as("length %s", length)
          .isThrownBy(() -> NaiveBayesClassifier.read(file))
          .withMessageContaining(file.toString());
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NaiveBayesClassifier.read(file))
        .withMessageContaining("is cut short or altered");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path file = written();
    byte[] good = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(good, 30));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NaiveBayesClassifier.read(file))
        .withMessage(
            file + " is cut short: 30 bytes, and the head alone has 52; train and write it again");

    Files.write(file, Arrays.copyOf(good, good.length - 7));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NaiveBayesClassifier.read(file))
        .withMessageContaining(
            "its body should have " + (good.length - 52) + " bytes and has " + (good.length - 59));

    byte[] altered = good.clone();
    altered[60]++;
    Files.write(file, altered);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NaiveBayesClassifier.read(file))
        .withMessageContaining("was altered: its checksum does not fit its content");

    byte[] newer = good.clone();
    newer[11] = 9;
    Files.write(file, newer);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NaiveBayesClassifier.read(file))
        .withMessageContaining("has format version 9 and this library reads version 3 and older");

    Files.write(file, "{\"a\": \"JSON document\"}".getBytes(StandardCharsets.UTF_8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NaiveBayesClassifier.read(file))
        .withMessageContaining("is not a saved naive Bayes classifier");
  }

  @Test
  void namesAFileThatCannotBeReadOrWritten() throws IOException {
    Path missing = folder.resolve("missing.vtnb");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> NaiveBayesClassifier.read(missing))
        .withMessageContaining("cannot read classifier " + missing);

    Path inTheWay = Files.writeString(folder.resolve("file"), "in the way");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> classifier().write(inTheWay.resolve("judge.vtnb")))
        .withMessageContaining("cannot write classifier")
        .withMessageContaining("judge.vtnb");
  }

  @Test
  void readsAFileOfVersionOneWithHalfAsTheLimitOfEveryDomain() throws IOException {
    Path file = folder.resolve("old.vtnb");
    Files.write(
        file,
        Base64.getDecoder()
            .decode(
                "VlROQkFZRVMAAAABAAAAAAAAALQyal648rjazar+eyV6mAGcSPglNQJtf6zpfOlV8eC6oHicVYrBCgFRGIXv"
                    + "3DtqlK2dZGHpHcbOTnkEYacsLeekpiZLO8oDiGShDGOjLCh5Bhsru1lKHffORHx/5//7zzlCCOVu"
                    + "x4ZJ1REJ7jJsPPxiKP6RWqrb7Lu3r2W3eu3Oz5+PgBVQupM5AJUDoHytAZA5kXOysAauQHlPOhdg"
                    + "RqoABmtBHgE5BSJ6G6D+JGNSZnVnpAPdiemdgR1pv8jaEAh1Liwz6RGW2TKRMT5emr8BumhTRw=="));

    NaiveBayesClassifier old = NaiveBayesClassifier.read(file);

    assertThat(old.domains()).containsExactly("law", "code");
    assertThat(old.minimumKnownShare("code", 400)).isCloseTo(0.5, within(1e-12));
    assertThat(old.classify("the law").orElseThrow().toArray())
        .containsExactly(0.9692782830632443, 0.03072171693675585);
    assertThat(old.classify("ЖЖЖЖЖ the law ЖЖЖЖЖ")).isEmpty();
    Path again = folder.resolve("again.vtnb");
    old.write(again);
    assertThat(NaiveBayesClassifier.read(again).fingerprint()).isEqualTo(old.fingerprint());
  }

  @Test
  void keepsWhatWasLearntAboutKnownShares() {
    NaiveBayesClassifier before =
        NaiveBayesClassifier.trainer()
            .text("north", Sentences.language(1).texts(10, 3000, 1))
            .text("south", Sentences.language(2, 0.5).texts(3, 2000, 2))
            .train();
    Path file = folder.resolve("learnt.vtnb");
    before.write(file);
    NaiveBayesClassifier after = NaiveBayesClassifier.read(file);

    for (int ngrams : new int[] {1, 20, 100, 300, 5000}) {
      for (String domain : before.domains()) {
        assertThat(after.minimumKnownShare(domain, ngrams))
            .isEqualTo(before.minimumKnownShare(domain, ngrams));
      }
    }
    assertThat(after).hasToString(before.toString());
  }
}
