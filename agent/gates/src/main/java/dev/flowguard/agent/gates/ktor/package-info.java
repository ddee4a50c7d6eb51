/**
 * Ktor's client, as far as who started a request goes: its engines send on threads of their own.
 * The gates are those of the clients that the engines are made of.
 */
@NullMarked
package dev.flowguard.agent.gates.ktor;

import org.jspecify.annotations.NullMarked;
