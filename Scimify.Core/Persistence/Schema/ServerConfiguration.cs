using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.Provisioning.Servers;

namespace Scimify.Core.Persistence.Schema;

internal sealed class ServerConfiguration : IEntityTypeConfiguration<ServerRow>
{
    public void Configure(EntityTypeBuilder<ServerRow> builder)
    {
        builder.ToTable("servers");
        builder.HasKey(s => s.Id);
    }
}
