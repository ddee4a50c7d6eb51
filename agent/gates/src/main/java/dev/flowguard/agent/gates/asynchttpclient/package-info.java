/**
 * AsyncHttpClient 2 and 3, as far as who started a request goes: the caller gets a future, and a
 * new connection writes on an event loop. The gates are Netty's.
 */
@NullMarked
package dev.flowguard.agent.gates.asynchttpclient;

import org.jspecify.annotations.NullMarked;
