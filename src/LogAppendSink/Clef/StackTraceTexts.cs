using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Clef;

/// <summary>
/// The texts of stack traces, kept as they are written. A service throws from the same few places again and again; what a trace says
/// follows from the places in the code that it consists of.
/// </summary>
/// <remarks>
/// Whole traces are kept rather than frames: a frame does not show whether it is the last one before an exception was thrown again
/// elsewhere, which makes a line of its own; the frames that follow do. Shared by all pipelines of the process: nothing in it comes from an
/// event. Thread-safe without a lock: a slot is read and written as a whole, and what is lost in a race is made again.
/// </remarks>
internal static class StackTraceTexts
{
    // At most 256 × 16 KiB; a trace that finds its slot taken by another takes it over.
    internal const int SlotCount = 256;
    internal const int KeptBytesMax = 16 * 1024;

    private static readonly Kept?[] Slots = new Kept?[SlotCount];

    // Not where the runtime knows no methods, or where code is changed under way.
    private static readonly bool IsUsable = RuntimeFeature.IsDynamicCodeSupported && !MetadataUpdater.IsSupported && HasFields();

    /// <summary>Appends a line break and the text of <see cref="Exception.StackTrace"/>; nothing where that is null.</summary>
    internal static void AppendLines(RecordBuffer buffer, Exception exception)
    {
        // Not where a part of the text is from another process, or set by hand.
        if (!IsUsable || RemoteStackTrace(exception) is not null || StackTrace(exception) is not null)
        {
            if (exception.StackTrace is { } text)
                AppendLines(buffer, text);
            return;
        }

        if (PlacesOf(new StackTrace(exception, fNeedFileInfo: false)) is { } places && Volatile.Read(ref SlotOf(places)) is { } kept && kept.Places.Equals(places))
            buffer.Append(kept.Utf8);
        else
            AppendAndKeep(buffer, new StackTrace(exception, fNeedFileInfo: true));
    }

    /// <summary>
    /// Text and places from one look at the exception: another thread may throw the same one again meanwhile (a task that many await), and a
    /// text kept under the places of another would be that of all who come later.
    /// </summary>
    internal static void AppendAndKeep(RecordBuffer buffer, StackTrace trace)
    {
        if (trace.FrameCount == 0)
            return; // It was never thrown.

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

    /// <summary>The places that a trace consists of; null when its text does not follow from them.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A method serves as a key only, and one that is not known is not kept.")]
    private static Places? PlacesOf(StackTrace trace)
    {
        if (trace.FrameCount == 0)
            return null;

        var methods = new MethodBase[trace.FrameCount];
        var offsets = new int[trace.FrameCount];
        var hash = default(HashCode);
        for (var index = 0; index < methods.Length; index++)
        {
            // A kept method would keep code alive that can be unloaded.
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

    /// <summary>Whether this runtime's exceptions have the fields that the two above read.</summary>
    private static bool HasFields()
    {
        try
        {
            var exception = new InvalidOperationException();
            return RemoteStackTrace(exception) is null && StackTrace(exception) is null;
        }
#pragma warning disable CA1031 // Whatever it is: a runtime that is built in another way writes its own texts.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Where in the code an exception has come through, the innermost first.</summary>
    private sealed record Places(MethodBase[] Methods, int[] Offsets, int Hash)
    {
        public bool Equals(Places? other) =>
            other is not null && Hash == other.Hash && Offsets.AsSpan().SequenceEqual(other.Offsets) && Methods.AsSpan().SequenceEqual(other.Methods);

        public override int GetHashCode() => Hash;
    }

    /// <summary>A text that is kept, with the line break before it, as it stands inside a JSON string.</summary>
    private sealed record Kept(Places Places, byte[] Utf8);
}
