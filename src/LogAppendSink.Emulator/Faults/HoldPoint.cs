namespace LogAppendSink.Emulator.Faults;

/// <summary>Where in the life of a request it is held back.</summary>
internal enum HoldPoint
{
    None = 0,
    BeforeApply,
    AfterApply,
}
