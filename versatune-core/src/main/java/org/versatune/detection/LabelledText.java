package org.versatune.detection;

/**
 * A text whose domain is known.
 *
 * @param domain its domain
 * @param text the text
 */
public record LabelledText(String domain, String text) {}
