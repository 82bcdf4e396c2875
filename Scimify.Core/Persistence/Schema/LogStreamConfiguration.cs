using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Scimify.Core.People;
using Scimify.Core.Streams;

namespace Scimify.Core.Persistence.Schema;

internal sealed class LogStreamConfiguration :
    IEntityTypeConfiguration<LogStream>,
    IEntityTypeConfiguration<LogStreamPosition>,
    IEntityTypeConfiguration<LogStreamWaiting>
{
    public void Configure(EntityTypeBuilder<LogStream> builder)
    {
        builder.ToTable("log_streams");
        builder.HasKey(s => s.Key);
        builder.HasIndex(s => s.Id).IsUnique();

        // An organization has one stream to each target of the settings.
        builder.HasIndex(s => new { s.OrganizationKey, s.Target }, "ix_log_streams_own").IsUnique().HasFilter("target > 0");
        builder.HasIndex(s => s.OrganizationKey, "ix_log_streams_organization");
        builder.HasOne<Organization>().WithMany().HasForeignKey(s => s.OrganizationKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<LogStreamPosition> builder)
    {
        builder.ToTable("log_stream_positions");
        builder.HasNoRowid();
        builder.HasKey(p => new { p.IntegrationKey, p.StreamKey });
        builder.HasOne<LogStream>().WithMany().HasForeignKey(p => p.StreamKey).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<LogStreamWaiting> builder)
    {
        builder.ToTable("log_stream_waiting");
        builder.HasNoRowid();
        builder.HasKey(w => new { w.StreamKey, w.IntegrationKey, w.EntryKey });
        builder.HasOne<LogStream>().WithMany().HasForeignKey(w => w.StreamKey).OnDelete(DeleteBehavior.Cascade);
    }
}
