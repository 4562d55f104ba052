namespace LogAppendSink.Emulator.Faults;

/// <summary>The point at which a request is held.</summary>
internal enum HoldPoint
{
    None = 0,
    BeforeApply,
    AfterApply,
}
