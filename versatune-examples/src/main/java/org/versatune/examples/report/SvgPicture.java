package org.versatune.examples.report;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * One SVG picture inside an HTML page, written element by element.
 *
 * <p>It scales with the room it gets (a view box, no fixed size), has a title and a description
 * that screen readers read in its place, and leaves fonts to the page's style sheet. Its only ids
 * are its own id with a suffix, so pictures on one page cannot collide.
 */
final class SvgPicture {
  /** Size of all text, in the unit of the view box; the style sheet says the same. */
  static final double FONT = 12;

  /** Where a text begins. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  /**
   * Starts a picture.
   *
   * @param id unique in the page
   * @param title what it shows, in a few words
   * @param description the numbers in a sentence or two
   * @param width width of the view box
   * @param height height of the view box
   */
  SvgPicture(String id, String title, String description, double width, double height) {
    try {
      // The JDK's own: another one on the class path might write other bytes.
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartElement("svg");
      xml.writeAttribute("viewBox", "0 0 " + number(width) + " " + number(height));
      xml.writeAttribute("role", "img");
      xml.writeAttribute("aria-labelledby", id + "-title " + id + "-desc");
      element("title", id + "-title", title);
      element("desc", id + "-desc", description);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private SvgPicture(double width, double height) {
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartElement("svg");
      xml.writeAttribute("viewBox", "0 0 " + number(width) + " " + number(height));
      xml.writeAttribute("width", number(width));
      xml.writeAttribute("height", number(height));
      xml.writeAttribute("aria-hidden", "true");
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts a small picture that only decorates the text beside it, of a fixed size. */
  static SvgPicture decoration(double width, double height) {
    return new SvgPicture(width, height);
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    path("M" + point(x1, y1) + "L" + point(x2, y2), style);
  }

  /** A line in a series' colour and dash. */
  void path(String d, LineStyle style, double width) {
    empty(
        "path",
        "d",
        d,
        "fill",
        "none",
        "stroke",
        style.colour(),
        "stroke-width",
        number(width),
        "stroke-dasharray",
        style.dash());
  }

  /** A line whose look the style sheet's class decides. */
  void path(String d, String style) {
    empty("path", "class", style, "d", d);
  }

  void bar(double x, double y, double width, double height, String colour) {
    empty(
        "rect",
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(width),
        "height",
        number(height),
        "fill",
        colour);
  }

  /** A series' sign, filled or as an outline. */
  void marker(double x, double y, LineStyle style, boolean filled) {
    double r = 4;
    String outline =
        switch (style.marker()) {
          case CIRCLE ->
              "M"
                  + point(x - r, y)
                  + "a"
                  + number(r)
                  + " "
                  + number(r)
                  + " 0 1 0 "
                  + number(2 * r)
                  + " 0"
                  + "a"
                  + number(r)
                  + " "
                  + number(r)
                  + " 0 1 0 "
                  + number(-2 * r)
                  + " 0Z";
          case SQUARE -> polygon(x, y, -3.5, -3.5, 3.5, -3.5, 3.5, 3.5, -3.5, 3.5);
          case TRIANGLE -> polygon(x, y, 0, -4.8, 4.6, 3.4, -4.6, 3.4);
          case DIAMOND -> polygon(x, y, 0, -5, 5, 0, 0, 5, -5, 0);
          case INVERTED_TRIANGLE -> polygon(x, y, 0, 4.8, 4.6, -3.4, -4.6, -3.4);
          case CROSS ->
              polygon(
                  x, y, -1.5, -4.5, 1.5, -4.5, 1.5, -1.5, 4.5, -1.5, 4.5, 1.5, 1.5, 1.5, 1.5, 4.5,
                  -1.5, 4.5, -1.5, 1.5, -4.5, 1.5, -4.5, -1.5, -1.5, -1.5);
          case STAR ->
              polygon(
                  x, y, 0, -5.5, 1.5, -1.7, 5.3, -1.7, 2.3, 0.8, 3.3, 4.6, 0, 2.3, -3.3, 4.6, -2.3,
                  0.8, -5.3, -1.7, -1.5, -1.7);
        };
    empty(
        "path",
        "d",
        outline,
        "fill",
        filled ? style.colour() : "#fff",
        "stroke",
        filled ? "#fff" : style.colour(),
        "stroke-width",
        filled ? "0.8" : "1.6");
  }

  void text(double x, double y, String content, Anchor anchor, String style) {
    try {
      xml.writeStartElement("text");
      xml.writeAttribute("x", number(x));
      xml.writeAttribute("y", number(y));
      if (anchor != Anchor.START) {
        xml.writeAttribute("text-anchor", anchor.name().toLowerCase(Locale.ROOT));
      }
      if (!style.isEmpty()) {
        xml.writeAttribute("class", style);
      }
      xml.writeCharacters(XmlText.label(content));
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends the picture; nothing can be drawn after it. */
  String finish() {
    try {
      xml.writeEndElement();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  static String point(double x, double y) {
    return number(x) + " " + number(y);
  }

  /** A tenth of a unit is finer than any screen shows, and short. */
  static String number(double value) {
    double rounded = Math.rint(value * 10) / 10;
    return rounded == Math.rint(rounded)
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%.1f", rounded);
  }

  private static String polygon(double x, double y, double... corners) {
    StringBuilder d = new StringBuilder();
    for (int i = 0; i < corners.length; i += 2) {
      d.append(i == 0 ? 'M' : 'L').append(point(x + corners[i], y + corners[i + 1]));
    }
    return d.append('Z').toString();
  }

  private void element(String name, String id, String content) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeAttribute("id", id);
    xml.writeCharacters(XmlText.label(content));
    xml.writeEndElement();
  }

  private void empty(String name, String... attributes) {
    try {
      xml.writeEmptyElement(name);
      for (int i = 0; i < attributes.length; i += 2) {
        if (!attributes[i + 1].isEmpty()) {
          xml.writeAttribute(attributes[i], attributes[i + 1]);
        }
      }
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }
}
