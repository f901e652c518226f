/**
 * Reads the losses by domain that trainers outside the JVM write, from their logs: after training,
 * or while they grow.
 *
 * <p>{@link org.versatune.trainers.losses.LossLog} is the way in. {@code LossForms} is the table of
 * the forms, one class a trainer; {@code LogFiles} finds what is new in their files; {@code
 * PendingLosses} puts the losses of a step together. To read another trainer, write a {@code
 * LossForm} and add it to the table.
 */
@NullMarked
package org.versatune.trainers.losses;

import org.jspecify.annotations.NullMarked;
