package dev.flowguard.sample;

/** Represents the sample application. Only tests see it. */
public final class Sample {}
