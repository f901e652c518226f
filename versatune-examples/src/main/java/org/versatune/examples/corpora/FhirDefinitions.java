// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Medicine: the prose of the FHIR R4 definitions that names a health topic; a document for each
 * resource, or several if it is long.
 *
 * <p>Only what HL7 wrote to explain is read: never {@code display}, which holds the terms of code
 * systems, and not the files {@code valuesets.xml} and {@code v2-tables.xml}, which hold code
 * systems of third parties.
 */
final class FhirDefinitions {
  private static final Pattern FILES =
      Pattern.compile(
          "org/hl7/fhir/r4/model/(?:extension/extension-definitions"
              + "|profile/profiles-(?:others|resources|types)|valueset/v3-codesystems)\\.xml");
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

  private FhirDefinitions() {}

  static void read(OpenArchive archive, DomainText text) throws IOException {
    for (String name : archive.names(FILES.asMatchPredicate())) {
      try (InputStream in = archive.stream(name)) {
        read(in, archive.locate(name), text);
      } catch (XMLStreamException e) {
        throw new IOException(archive.locate(name) + " is not the XML it should be", e);
      }
    }
  }

  private static void read(InputStream in, String location, DomainText text)
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
          text.prose(prose.computeIfAbsent(value, FhirDefinitions::healthProse));
          if (text.length() >= FULL_DOCUMENT) {
            text.end(location + "#" + url + "#" + ++part);
          }
        }
      } else if (xml.isEndElement() && xml.getLocalName().equals("entry")) {
        text.end(location + "#" + url + "#" + ++part);
        part = 0;
      }
    }
  }

  private static String healthProse(String value) {
    return HEALTH.matcher(value).find() ? Markup.markdown(value) : "";
  }
}
