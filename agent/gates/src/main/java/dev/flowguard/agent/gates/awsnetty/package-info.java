/**
 * The asynchronous client on Netty of Amazon's SDK 2, as far as who started a request goes: it
 * waits for a connection, and writes on an event loop. The gates are Netty's.
 */
@NullMarked
package dev.flowguard.agent.gates.awsnetty;

import org.jspecify.annotations.NullMarked;
