/**
 * Steers a trainer outside the JVM: by files, segment after segment, or by a conversation of lines.
 *
 * <p>{@code RunPlan} is the user's file; {@code Steering} goes round by round; {@code Conversation}
 * answers a peer.
 */
@NullMarked
package org.versatune.examples.steering;

import org.jspecify.annotations.NullMarked;
