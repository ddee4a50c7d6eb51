/**
 * Apache HttpAsyncClient 4 and whatever else is built on HttpCore NIO 4.4, hooked where a
 * connection takes a request and asks for its body. Until the judgement the connection's encoder is
 * one that records, so that producers that come late, suspend output or fail do so as they always
 * do; then the head and the same writes go out from the I/O reactor, which never waits.
 */
@NullMarked
package dev.flowguard.agent.gates.apache4async;

import org.jspecify.annotations.NullMarked;
