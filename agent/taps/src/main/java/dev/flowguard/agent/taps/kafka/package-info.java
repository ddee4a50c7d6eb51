/** The client library of Kafka. */
@NullMarked
package dev.flowguard.agent.taps.kafka;

import org.jspecify.annotations.NullMarked;
