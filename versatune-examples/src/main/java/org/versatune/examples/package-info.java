/**
 * What a newcomer runs and copies: the quickstart on six real domains, the text it reads, the small
 * language model it trains, and the report it writes.
 */
@NullMarked
package org.versatune.examples;

import org.jspecify.annotations.NullMarked;
