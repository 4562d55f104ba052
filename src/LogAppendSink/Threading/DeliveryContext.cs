namespace LogAppendSink.Threading;

/// <summary>
/// Marks code that delivery has called and waits for, for example a credentials provider or an HTTP handler. If that code logs, the logging
/// call must not wait for room in the buffer, because only delivery makes room.
/// </summary>
internal static class DeliveryContext
{
    // The value also flows to tasks that the call starts and does not await. So it refers to a mark, which ends with the call.
    private static readonly AsyncLocal<Mark?> Current = new();

    internal static bool IsCurrent => Current.Value is { IsActive: true };

    /// <summary>Sets the mark for the code that runs until the scope is disposed.</summary>
    internal static Scope Enter(Mark mark)
    {
        Current.Value = mark;
        return default;
    }

    /// <summary>One call by delivery.</summary>
    internal sealed class Mark
    {
        private volatile bool _isActive = true;

        internal bool IsActive
        {
            get => _isActive;
            set => _isActive = value;
        }
    }

    internal readonly ref struct Scope
    {
#pragma warning disable CA1822 // A using statement needs an instance method.
        internal void Dispose() => Current.Value = null;
#pragma warning restore CA1822
    }
}
