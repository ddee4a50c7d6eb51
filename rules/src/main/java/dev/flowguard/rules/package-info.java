/**
 * Judgement of outbound requests. A plain library: it knows no agent, no instrumentation and no
 * network, and so runs in the agent, in tests and on the command line alike.
 */
@NullMarked
package dev.flowguard.rules;

import org.jspecify.annotations.NullMarked;
