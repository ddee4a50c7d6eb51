/**
 * google-http-client, as far as who started an asynchronous request goes: an executor sends it. The
 * gates are those of the clients that its transports are made of.
 */
@NullMarked
package dev.flowguard.agent.gates.googlehttp;

import org.jspecify.annotations.NullMarked;
