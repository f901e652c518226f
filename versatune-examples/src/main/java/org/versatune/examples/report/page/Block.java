package org.versatune.examples.report.page;

import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import org.versatune.examples.report.chart.Chart;

/** A part of a section of a page. Text is escaped when the page is written. */
public sealed interface Block {

  /**
   * The template's macro that writes it.
   *
   * @return the macro's name
   */
  String kind();

  /**
   * A paragraph.
   *
   * @param text its text
   */
  record Paragraph(String text) implements Block {
    @Override
    public String kind() {
      return "paragraph";
    }
  }

  /**
   * A formula on a line of its own.
   *
   * @param html markup
   */
  record Formula(String html) implements Block {

    /**
     * A formula.
     *
     * @param text {@code _x} is set below the line and {@code ^x} above it
     * @return the block
     */
    public static Formula of(String text) {
      return new Formula(
          HtmlEscapers.htmlEscaper()
              .escape(text)
              .replaceAll("_(\\w+)", "<sub>$1</sub>")
              .replaceAll("\\^(\\w+)", "<sup>$1</sup>"));
    }

    @Override
    public String kind() {
      return "formula";
    }
  }

  /**
   * Sentences in a list.
   *
   * @param sentences in their order
   */
  record Bullets(ImmutableList<String> sentences) implements Block {
    @Override
    public String kind() {
      return "bullets";
    }
  }

  /**
   * A heading inside a section.
   *
   * @param text its text
   */
  record Heading(String text) implements Block {
    @Override
    public String kind() {
      return "heading";
    }
  }

  /**
   * Signs and what they stand for.
   *
   * @param keys in their order
   */
  record Legend(ImmutableList<Key> keys) implements Block {
    @Override
    public String kind() {
      return "legend";
    }
  }

  /**
   * A sign and what it stands for.
   *
   * @param sign a character
   * @param colour of the sign
   * @param text what it stands for
   */
  record Key(String sign, String colour, String text) {}

  /** How much room a picture takes; a small screen shows all of them at its full width. */
  enum Size {
    /** A third of a wide page. */
    SMALL("small"),
    /** Half of a wide page. */
    MEDIUM("medium"),
    /** The whole page. */
    WIDE("wide");

    private final String style;

    Size(String style) {
      this.style = style;
    }

    /**
     * The class of the style sheet.
     *
     * @return one word
     */
    public String style() {
      return style;
    }
  }

  /**
   * Pictures side by side, as many in a row as there is room for.
   *
   * @param figures in their order
   * @param size how much room each takes
   */
  record Figures(ImmutableList<Figure> figures, Size size) implements Block {

    /**
     * Small pictures.
     *
     * @param figures in their order
     */
    public Figures(ImmutableList<Figure> figures) {
      this(figures, Size.SMALL);
    }

    @Override
    public String kind() {
      return "figures";
    }
  }

  /**
   * A picture.
   *
   * @param heading what it is about
   * @param colour of the bar beside the heading; empty for none
   * @param chart the picture
   */
  record Figure(String heading, String colour, Chart chart) {}

  /**
   * A table of numbers.
   *
   * @param table the table
   */
  record Numbers(ResultTable.Table table) implements Block {
    @Override
    public String kind() {
      return "numbers";
    }
  }

  /**
   * Names and what belongs to them.
   *
   * @param facts in their order
   */
  record Facts(ImmutableList<Fact> facts) implements Block {
    @Override
    public String kind() {
      return "facts";
    }
  }

  /**
   * A name and what belongs to it.
   *
   * @param name its name
   * @param value what belongs to it
   */
  record Fact(String name, String value) {}

  /**
   * Texts as they are, each under a heading.
   *
   * @param texts in their order
   */
  record Texts(ImmutableList<Text> texts) implements Block {
    @Override
    public String kind() {
      return "texts";
    }
  }

  /**
   * A text as it is.
   *
   * @param heading over it
   * @param text any text
   */
  record Text(String heading, String text) {}
}
