// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Medicine: definitions of health records (FHIR R4), remarks on how diseases run (Synthea) and
 * clinical notes (cTAKES). {@link WordNet} reads the words.
 */
final class MedicineTexts {
  /** What HL7 wrote to explain; {@code display} holds the terms of code systems. */
  private static final ImmutableSet<String> PROSE_ELEMENTS =
      ImmutableSet.of("definition", "description", "comment", "requirements", "purpose");

  /** Characters that complete a document: a few resources are twenty times as long. */
  private static final int FULL_DOCUMENT = 4000;

  /** Beginnings of words that make a text one of health (our choice). */
  private static final String HEALTH_STEMS =
      "patient clinic medic health disease disorder diagnos treatment therap surg drug vaccin"
          + " immunis immuniz allerg symptom hospital physician doctor nurse nursing blood specimen"
          + " anatom infect pregnan birth death died mortal pharma prescri pathol laborator illness"
          + " injur wound pain cancer tumor tumour tissue genom genetic dental tooth eye vision"
          + " lens heart cardi lung respirat liver kidney renal brain neuro bone skin fetal fetus"
          + " infant newborn mother food diet nutri substance device implant imaging radiolog"
          + " x-ray ultrasound inject inhal intraven oral caregiver careteam practitioner encounter"
          + " admission discharge adverse toxic poison antibod antigen virus viral bacteri microb"
          + " organism protein enzyme hormone insulin glucose plasma serum urine";

  /** Whole words, where the beginning alone would also begin other words. */
  private static final String HEALTH_WORDS =
      "body bodies care cell cells cellular dosage dose dosing gene organ organs";

  private static final Pattern HEALTH =
      Pattern.compile(
          "\\b(?:%s|(?:%s)\\b)"
              .formatted(HEALTH_STEMS.replace(' ', '|'), HEALTH_WORDS.replace(' ', '|')),
          Pattern.CASE_INSENSITIVE);

  private MedicineTexts() {}

  /**
   * Takes the prose of definitions that names a health topic, a document for each resource, or
   * several if it is long.
   */
  static void definitions(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    for (Archive.Entry file : files) {
      try (InputStream in = file.stream()) {
        definitions(in, file.source(), text);
      } catch (XMLStreamException e) {
        throw new IOException(file.source() + " is not the XML it should be", e);
      }
    }
  }

  private static void definitions(InputStream in, String source, DomainText text)
      throws XMLStreamException {
    // No document type, no entity from outside: the archive is no safer than any other file.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader xml = factory.createXMLStreamReader(in);
    // Most values occur in dozens of places.
    Map<String, String> prose = new HashMap<>();
    String url = "";
    int part = 0;
    while (xml.hasNext()) {
      xml.next();
      if (xml.isStartElement()) {
        String value = xml.getAttributeValue(null, "value");
        if (xml.getLocalName().equals("fullUrl")) {
          url = value;
        } else if (PROSE_ELEMENTS.contains(xml.getLocalName()) && value != null) {
          text.prose(prose.computeIfAbsent(value, MedicineTexts::healthProse));
          if (text.length() >= FULL_DOCUMENT) {
            text.end(source + "#" + url + "#" + ++part);
          }
        }
      } else if (xml.isEndElement() && xml.getLocalName().equals("entry")) {
        text.end(source + "#" + url + "#" + ++part);
        part = 0;
      }
    }
  }

  private static String healthProse(String value) {
    return HEALTH.matcher(value).find() ? Markup.markdown(value) : "";
  }

  /** Takes the remarks in models of diseases, a document for each model. */
  static void remarks(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    for (Archive.Entry file : files) {
      JsonNode model = JsonMapper.shared().readTree(file.text(UTF_8));
      for (JsonNode remarks : model.findValues("remarks")) {
        text.prose(remarks.isString() ? remarks.stringValue() : paragraphs(remarks));
      }
      text.end(file.source());
    }
  }

  /** Joins lines to paragraphs; an empty line ends one, as does an address. */
  private static String paragraphs(JsonNode lines) {
    StringBuilder text = new StringBuilder();
    for (JsonNode line : lines) {
      String part = line.isString() ? line.stringValue() : "";
      boolean apart = part.isBlank() || part.contains("://");
      text.append(apart ? "\n\n" : "").append(part).append(apart ? "\n\n" : "\n");
    }
    return text.toString();
  }

  /** Takes clinical notes, a document for each. */
  static void notes(ImmutableList<Archive.Entry> files, DomainText text) throws IOException {
    for (Archive.Entry file : files) {
      // Their quotation marks are not UTF-8. One file has a record a line, the note its last field.
      file.text(Charset.forName("windows-1252"))
          .lines()
          .forEach(line -> text.prose(line.substring(line.lastIndexOf('`') + 1)));
      text.end(file.source());
    }
  }
}
