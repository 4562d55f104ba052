using System.Reflection;
using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Reads the property of an object. If that fails, a placeholder in Serilog's words replaces the value; other properties are still read.
/// </summary>
internal static class MemberValue
{
    internal static string CaptureError(Exception error) => $"Capturing the property value threw an exception: {error.GetType().Name}";

    internal static object? Of(PropertyInfo member, object owner, ClefWriter clef)
    {
        try
        {
            return member.GetValue(owner);
        }
        catch (TargetInvocationException error)
        {
            clef.CountFault(error);
            return $"The property accessor threw an exception: {error.InnerException?.GetType().Name}";
        }
        catch (NotSupportedException error)
        {
            // A ref struct cannot be boxed.
            clef.CountFault(error);
            return "Accessing this property is not supported via Reflection API";
        }
#pragma warning disable CA1031 // Reflection may throw anything for an unreadable property.
        catch (Exception error)
#pragma warning restore CA1031
        {
            clef.CountFault(error);
            return CaptureError(error);
        }
    }
}
