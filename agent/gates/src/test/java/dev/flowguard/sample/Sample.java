package dev.flowguard.sample;

/** Stands in for the sample application. Only tests see it. */
public final class Sample {}
