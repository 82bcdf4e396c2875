using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Scimify.Tests.Features;

/// <summary>bUnit asks for a version of AngleSharp.Diffing that is not in every registry; the one beside the tests does as well.</summary>
internal static class BunitAssemblies
{
    private const string Diffing = "AngleSharp.Diffing";

#pragma warning disable CA2255 // The resolver has to stand before the first test that renders.
    [ModuleInitializer]
    internal static void Resolve() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == Diffing ? context.LoadFromAssemblyPath(PathOf(Diffing)) : null;
#pragma warning restore CA2255

    private static string PathOf(string assembly) =>
        Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, assembly + ".dll");
}
