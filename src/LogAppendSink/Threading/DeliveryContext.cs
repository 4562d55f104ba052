namespace LogAppendSink.Threading;

/// <summary>
/// Whether the running code was called by delivery, which waits for it: a credentials provider or an HTTP handler that logs. Such a logging
/// call must not wait for room in a buffer, since only delivery makes room.
/// </summary>
internal static class DeliveryContext
{
    // It flows with the call. What the call starts and leaves behind inherits it too, so it holds a mark that ends with the call.
    private static readonly AsyncLocal<Mark?> Current = new();

    internal static bool IsCurrent => Current.Value is { IsActive: true };

    /// <summary>Sets the mark until the scope is disposed, and in all that is called there.</summary>
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
#pragma warning disable CA1822 // It ends what Enter began.
        internal void Dispose() => Current.Value = null;
#pragma warning restore CA1822
    }
}
