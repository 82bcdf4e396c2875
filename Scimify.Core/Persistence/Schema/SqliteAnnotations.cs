using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Sqlite.Metadata.Internal;

namespace Scimify.Core.Persistence.Schema;

/// <summary>Hands <see cref="WithoutRowid"/> from the entity on to its table, and so to every operation that creates it, rebuilds included.</summary>
/// <remarks>EF Core has no public way to add to a provider's annotations; the schema tests see it when an update changes this one.</remarks>
#pragma warning disable EF1001
internal sealed class SqliteAnnotations(RelationalAnnotationProviderDependencies dependencies) : SqliteAnnotationProvider(dependencies)
#pragma warning restore EF1001
{
    public override IEnumerable<IAnnotation> For(ITable table, bool designTime)
    {
        foreach (var annotation in base.For(table, designTime))
        {
            yield return annotation;
        }

        if (designTime && table.EntityTypeMappings.Any(mapping => mapping.TypeBase[WithoutRowid.Annotation] is true))
        {
            yield return new Annotation(WithoutRowid.Annotation, true);
        }
    }
}
