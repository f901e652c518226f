/**
 * The run record: written as a run goes on, read back, replayed under another rule, and its numbers
 * as series by domain.
 *
 * <p>Read the package in this order:
 *
 * <ol>
 *   <li>What a record holds: {@link org.versatune.record.RunRecord}, made of a {@link
 *       org.versatune.record.RunHeader}, {@link org.versatune.record.RecordedUpdate}s and {@link
 *       org.versatune.record.RunEvent}s.
 *   <li>Writing: {@link org.versatune.record.RunRecordWriter} turns them into lines by {@code
 *       HeaderJson} and {@code LineEncoder}. {@code ImpliedNumbers} says which numbers a line may
 *       leave out, and {@code RecordChain} binds each line to those before it. After a resumption
 *       {@code KeptLines} and {@code KnownEvents} say what of the file stays.
 *   <li>Reading: {@code RecordLines} finds the lines and checks them, {@code LineDecoder} turns
 *       them into values.
 *   <li>Use: {@link org.versatune.record.Replay} and {@link org.versatune.record.DomainSeries}.
 * </ol>
 */
@NullMarked
package org.versatune.record;

import org.jspecify.annotations.NullMarked;
