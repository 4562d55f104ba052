using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Clef;

/// <summary>
/// Caches the texts of stack traces. A service usually throws from the same few places, and the text of a trace depends only on its code
/// locations.
/// </summary>
/// <remarks>
/// Whole traces are cached instead of frames: a frame does not show whether it is the last before a rethrow, which adds a line; the
/// following frames do. Shared by all pipelines of the process, since it contains no event data. Thread-safe without a lock: a slot is read
/// and written atomically, and a text lost in a race is created again.
/// </remarks>
internal static class StackTraceTexts
{
    // At most 256 × 16 KiB. A trace replaces another in the same slot.
    internal const int SlotCount = 256;
    internal const int KeptBytesMax = 16 * 1024;

    private static readonly Kept?[] Slots = new Kept?[SlotCount];

    // Disabled if the runtime has no method metadata, or if code can change at run time.
    private static readonly bool IsUsable = RuntimeFeature.IsDynamicCodeSupported && !MetadataUpdater.IsSupported && HasFields();

    /// <summary>Appends a line break and <see cref="Exception.StackTrace"/>; nothing if it is null.</summary>
    internal static void AppendLines(RecordBuffer buffer, Exception exception)
    {
        // Not cached if a part of the text comes from another process or was set explicitly.
        if (!IsUsable || RemoteStackTrace(exception) is not null || StackTrace(exception) is not null)
        {
            if (exception.StackTrace is { } text)
                AppendLines(buffer, text);
            return;
        }

        if (PlacesOf(new StackTrace(exception, fNeedFileInfo: false)) is { } places
            && Volatile.Read(ref SlotOf(places)) is { } kept
            && kept.Places.Equals(places))
        {
            buffer.Append(kept.Utf8);
        }
        else
            AppendAndKeep(buffer, new StackTrace(exception, fNeedFileInfo: true));
    }

    /// <summary>
    /// Reads text and locations consistently. Another thread may rethrow the same exception at the same time (a task with several
    /// awaiters), and a text cached under other locations would then be returned for all later exceptions.
    /// </summary>
    internal static void AppendAndKeep(RecordBuffer buffer, StackTrace trace)
    {
        if (trace.FrameCount == 0)
            return; // The exception was never thrown.

        var start = buffer.Written.Length;
        AppendLines(buffer, trace.ToString().AsSpan().TrimEnd(Environment.NewLine));
        var written = buffer.Written[start..];
        if (written.Length <= KeptBytesMax && PlacesOf(trace) is { } places)
            Volatile.Write(ref SlotOf(places), new Kept(places, written.ToArray()));
    }

    private static ref Kept? SlotOf(Places places) => ref Slots[places.Hash & (SlotCount - 1)];

    private static void AppendLines(RecordBuffer buffer, ReadOnlySpan<char> text)
    {
        ExceptionText.AppendNewLine(buffer);
        JsonText.Append(buffer, text);
    }

    /// <summary>Returns the code locations of a trace; null if its text does not follow from them.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2026", Justification = "A method serves as a key only, and one that is not known is not kept.")]
    private static Places? PlacesOf(StackTrace trace)
    {
        if (trace.FrameCount == 0)
            return null;

        var methods = new MethodBase[trace.FrameCount];
        var offsets = new int[trace.FrameCount];
        var hash = default(HashCode);
        for (var index = 0; index < methods.Length; index++)
        {
            // A reference to the method would prevent its assembly from unloading.
            if (trace.GetFrame(index) is not { } frame || frame.GetMethod() is not { DeclaringType: not null, IsCollectible: false } method)
                return null;
            var offset = frame.GetILOffset();
            (methods[index], offsets[index]) = (method, offset != StackFrame.OFFSET_UNKNOWN ? offset : ~frame.GetNativeOffset());
            hash.Add(method.GetHashCode());
            hash.Add(offsets[index]);
        }

        return new Places(methods, offsets, hash.ToHashCode());
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_remoteStackTraceString")]
    private static extern ref string? RemoteStackTrace(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_stackTraceString")]
    private static extern ref string? StackTrace(Exception exception);

    /// <summary>Whether this runtime's exceptions have the fields used here.</summary>
    private static bool HasFields()
    {
        try
        {
            var exception = new InvalidOperationException();
            return RemoteStackTrace(exception) is null && StackTrace(exception) is null;
        }
#pragma warning disable CA1031 // On any failure, this runtime formats its own texts.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>The code locations that an exception has passed, innermost first.</summary>
    private sealed record Places(MethodBase[] Methods, int[] Offsets, int Hash)
    {
        public bool Equals(Places? other) =>
            other is not null
                && Hash == other.Hash
                && Offsets.AsSpan().SequenceEqual(other.Offsets)
                && Methods.AsSpan().SequenceEqual(other.Methods);

        public override int GetHashCode() => Hash;
    }

    /// <summary>A cached text, with a leading line break, as the content of a JSON string.</summary>
    private sealed record Kept(Places Places, byte[] Utf8);
}
