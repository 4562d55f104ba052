using System.Reflection;

namespace LogAppendSink.Conventions.PublicApi;

/// <summary>The name of a type as C# writes it, with its nullability where it is known.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    internal static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!, nullability?.ElementType ?? nullability); // By reference to something.
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Of(underlying)}?";

        // An unconstrained type parameter may be null, whether it is written T or T?.
        var mark = nullability?.ReadState == NullabilityState.Nullable && !type.IsValueType && !type.IsGenericParameter ? "?" : "";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}"; // An array has elements.
        if (type.IsGenericParameter || !type.IsGenericType)
            return $"{Keywords.GetValueOrDefault(type, NameOf(type))}{mark}";

        var arguments = type.GetGenericArguments()
            .Select((argument, index) => Of(argument, nullability is { GenericTypeArguments: var known } && index < known.Length ? known[index] : null));
        return $"{NameOf(type)}<{string.Join(", ", arguments)}>{mark}";
    }

    /// <summary>The name without the number of its type parameters, within the types that it is nested in.</summary>
    internal static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type is { IsNested: true, IsGenericParameter: false } ? $"{NameOf(type.DeclaringType!)}.{name}" : name; // Nested in something.
    }
}
